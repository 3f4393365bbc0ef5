// One chunk for all of the settings: whoever opens one page of them opens the next.
export { DevicesPage } from './DevicesPage.tsx'
export { LimitPage } from './LimitPage.tsx'
export { PasswordPage } from './PasswordPage.tsx'
export { SafetyPage } from './SafetyPage.tsx'
export { SettingsPage } from './SettingsPage.tsx'
