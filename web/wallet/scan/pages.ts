export { OrderPage } from './OrderPage.tsx'
export { ScanPage } from './ScanPage.tsx'
