import { type RefObject, useEffect, useRef } from 'react'

/** True as long as the component is on the screen; for what comes back later and has nowhere to stand by then. */
export function useHere(): RefObject<boolean> {
  const here = useRef(true)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  return here
}
