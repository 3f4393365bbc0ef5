/** The mark: a round coin with a square hole. `size` in CSS pixels; legible from 16. */
export function Logo({ size = 24, title }: { size?: number; title?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      role={title ? 'img' : undefined}
      aria-label={title}
      aria-hidden={title ? undefined : true}
    >
      <path
        fill="var(--tb-coin)"
        fillRule="evenodd"
        d="M16 1a15 15 0 1 1 0 30a15 15 0 1 1 0-30zM11.5 11.5v9h9v-9z"
      />
      <path fill="var(--tb-brass)" fillRule="evenodd" d="M9 9h14v14H9zM11.5 11.5v9h9v-9z" />
      <circle cx="16" cy="16" r="12.6" fill="none" stroke="var(--tb-brass)" strokeWidth="1.2" />
    </svg>
  )
}
