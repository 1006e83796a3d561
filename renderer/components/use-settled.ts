/** What somebody types into a search, once they pause: the database is asked then. */
import { useEffect, useState } from 'react'

const pause = 120 // ms without a key

export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pause)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
