// One chunk for cards and top-ups: whoever opens one page of them opens the next.
export { AddCardPage } from './AddCardPage.tsx'
export { CardsPage } from './CardsPage.tsx'
export { TopupPage } from './TopupPage.tsx'
export { TopupStatePage } from './TopupStatePage.tsx'
