import { Logo } from '#web/ui/Logo.tsx'

/** Nothing here, said calmly. */
export function Empty({ title, hint }: { title: string; hint?: string }) {
  return (
    <div className="empty">
      <span className="empty-mark">
        <Logo size={40} />
      </span>
      <strong>{title}</strong>
      {hint && <p>{hint}</p>}
    </div>
  )
}
