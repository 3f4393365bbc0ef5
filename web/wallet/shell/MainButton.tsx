import { Button } from 'antd-mobile'
import type { ComponentProps } from 'react'

/** What a page is there for: the whole width, at the thumb. */
export function MainButton(props: ComponentProps<typeof Button>) {
  return <Button block color="primary" size="large" shape="rounded" {...props} />
}
