import { useEffect } from 'react'

let covers = 0

/** While a sheet lies over the page, the page takes no focus and no keys. */
export function useCover(): void {
  useEffect(() => {
    covers += 1
    const cover = () =>
      document
        .querySelectorAll('.page')
        .forEach((page) => page.toggleAttribute('inert', covers > 0))
    cover()
    return () => {
      covers -= 1
      cover()
    }
  }, [])
}
