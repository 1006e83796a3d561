/** The console's icons: a 16 px grid, drawn with the text's colour. */
const shapes = {
  alert: (
    <>
      <path d="M8 2.2l6.3 11.2H1.7z" />
      <path d="M8 6.6v3M8 11.3v.01" />
    </>
  ),
  audit: (
    <>
      <rect x="3" y="1.8" width="10" height="12.4" rx="1.3" />
      <path d="M5.6 5.2h4.8M5.6 8h4.8M5.6 10.8h2.6" />
    </>
  ),
  book: <path d="M8 4.2C6.6 3.2 4.8 2.8 2.4 2.8v9.6c2.4 0 4.2.4 5.6 1.4 1.4-1 3.2-1.4 5.6-1.4V2.8C11.2 2.8 9.4 3.2 8 4.2zM8 4.2v9.6" />,
  chain: (
    <>
      <circle cx="8" cy="3.6" r="1.8" />
      <circle cx="8" cy="12.4" r="1.8" />
      <path d="M8 5.4v5.2" />
    </>
  ),
  check: <path d="M3 8.6l3.2 3.2L13 4.8" />,
  clip: <path d="M12.9 7.4l-5 5a2.8 2.8 0 0 1-4-4l5.4-5.4a1.9 1.9 0 0 1 2.7 2.7l-5.3 5.3a1 1 0 0 1-1.4-1.4l4.6-4.6" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 4.7V8l2.3 1.5" />
    </>
  ),
  cloudoff: <path d="M2.5 2.5l11 11M4.9 5.6a3.4 3.4 0 0 0-.4 6.7h6.6M6.7 4a3.8 3.8 0 0 1 4.9 3 2.7 2.7 0 0 1 1.7 4.2" />,
  db: (
    <>
      <ellipse cx="8" cy="3.8" rx="5" ry="2" />
      <path d="M3 3.8v8.4c0 1.1 2.2 2 5 2s5-.9 5-2V3.8M3 8c0 1.1 2.2 2 5 2s5-.9 5-2" />
    </>
  ),
  doc: <path d="M4 1.8h5L12.4 5v9.2H4zM9 1.8V5h3.4" />,
  dots: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2" />,
  down: <path d="M4.5 6.3L8 9.8l3.5-3.5" />,
  eye: (
    <>
      <path d="M1.5 8S3.8 3.8 8 3.8 14.5 8 14.5 8 12.2 12.2 8 12.2 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  filter: <path d="M2.4 4.2h11.2M4.4 8h7.2M6.4 11.8h3.2" />,
  flag: <path d="M4 14V2.5h7.8L10.2 5.6l1.6 3.1H4" />,
  image: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.3" />
      <circle cx="5.4" cy="6.2" r="1.1" />
      <path d="M2.4 11.4l3.4-3 2.4 2 2.4-2.6 3.2 3.2" />
    </>
  ),
  key: (
    <>
      <circle cx="5.2" cy="10.8" r="2.8" />
      <path d="M7.2 8.8l5.6-5.6M10.4 5.6l1.8 1.8M12 4l1.4 1.4" />
    </>
  ),
  kyc: (
    <>
      <rect x="1.6" y="3.3" width="12.8" height="9.4" rx="1.4" />
      <circle cx="5.4" cy="7" r="1.4" />
      <path d="M3.4 10.6c.3-1 1-1.5 2-1.5s1.7.5 2 1.5M9.6 6.4h2.6M9.6 9.4h2" />
    </>
  ),
  lock: (
    <>
      <rect x="3.4" y="7" width="9.2" height="6.6" rx="1.2" />
      <path d="M5.4 7V5.1a2.6 2.6 0 0 1 5.2 0V7" />
    </>
  ),
  mail: (
    <>
      <rect x="1.8" y="3.4" width="12.4" height="9.2" rx="1.2" />
      <path d="M2.2 4.4L8 8.8l5.8-4.4" />
    </>
  ),
  mark: (
    <>
      <rect x="2.5" y="1.5" width="11" height="13" rx="2" />
      <circle cx="8" cy="9.6" r="2.9" />
      <path d="M5.6 4.3h.01M8 4.3h.01M10.4 4.3h.01" strokeWidth="1.6" />
    </>
  ),
  minus: <path d="M3.2 8h9.6" />,
  moderation: <path d="M8 1.8l5 1.8v4.1c0 3-2 5.3-5 6.5-3-1.2-5-3.5-5-6.5V3.6z" />,
  moon: <path d="M13.2 9.6A5.6 5.6 0 1 1 6.4 2.8a4.6 4.6 0 0 0 6.8 6.8z" />,
  overview: <path d="M1.8 8.8h2.6L6.4 4l3 8.2 2-4.4h2.8" />,
  pause: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M6.6 6v4M9.4 6v4" />
    </>
  ),
  payouts: (
    <>
      <rect x="1.6" y="4" width="12.8" height="8" rx="1.2" />
      <circle cx="8" cy="8" r="1.8" />
      <path d="M4.1 8h.01M11.9 8h.01" />
    </>
  ),
  pencil: <path d="M2.8 13.2l.6-2.9 7.1-7.1 2.3 2.3-7.1 7.1z" />,
  people: (
    <>
      <circle cx="6" cy="5.3" r="2.4" />
      <path d="M1.8 13.2c.2-2.7 1.8-4.2 4.2-4.2s4 1.5 4.2 4.2M10.7 3.1a2.3 2.3 0 0 1 0 4.4M12 9.3c1.4.6 2.1 1.9 2.2 3.9" />
    </>
  ),
  play: <path d="M5 3.2l8 4.8-8 4.8z" fill="currentColor" />,
  plus: <path d="M8 3.2v9.6M3.2 8h9.6" />,
  records: (
    <>
      <circle cx="8" cy="8" r="6" />
      <circle cx="8" cy="8" r="1.7" />
    </>
  ),
  rights: (
    <>
      <circle cx="6" cy="8" r="4.2" />
      <circle cx="10" cy="8" r="4.2" />
    </>
  ),
  rotate: <path d="M13 8a5 5 0 1 1-1.5-3.6M13 2.6v2.8h-2.8" />,
  's-closed': (
    <>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M5.8 8h4.4" />
    </>
  ),
  's-done': (
    <>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M5.6 8.2l1.7 1.7 3.1-3.4" />
    </>
  ),
  's-esc': (
    <>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M8 10.8V5.4M5.8 7.4L8 5.2l2.2 2.2" />
    </>
  ),
  's-open': <circle cx="8" cy="8" r="5.4" />,
  's-progress': (
    <>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M8 4.6a3.4 3.4 0 0 1 0 6.8z" fill="currentColor" stroke="none" />
    </>
  ),
  's-x': (
    <>
      <circle cx="8" cy="8" r="5.4" />
      <path d="M6.1 6.1l3.8 3.8M9.9 6.1L6.1 9.9" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="M10.2 10.2l3.4 3.4" />
    </>
  ),
  sign: <path d="M2 11.6c1.6 0 2.6-7.4 4-7.4s-.6 7 .8 7 1.4-3 2.6-3-.2 2.6 1 2.6 1-.9 1.8-.9.8.6 1.8.6M2 13.8h12" />,
  sort: <path d="M5 3v10M5 13l-2.2-2.2M5 13l2.2-2.2M11 13V3M11 3L8.8 5.2M11 3l2.2 2.2" />,
  split: <path d="M8 14V8.6L4 4M8 8.6L12 4M4 7V4h3M12 7V4H9" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.6" />
      <path d="M8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M3.6 12.4l1-1M11.4 4.6l1-1" />
    </>
  ),
  swap: <path d="M3 5.4h9.6M10 2.8l2.6 2.6L10 8M13 10.6H3.4M6 8l-2.6 2.6L6 13.2" />,
  template: (
    <>
      <rect x="2.8" y="2.6" width="10.4" height="10.8" rx="1.2" />
      <path d="M5.4 5.8h5.2M5.4 8.2h5.2M5.4 10.6h2.8" />
    </>
  ),
  tickets: <path d="M3.4 3h9.2a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H8.2l-3.2 2.6V11H3.4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z" />,
  undo: <path d="M6 3.4L2.9 6.5 6 9.6M3 6.5h6.6a3.4 3.4 0 0 1 0 6.8H7" />,
  user: (
    <>
      <circle cx="8" cy="5.2" r="2.7" />
      <path d="M3 13.8c.3-3 2.2-4.6 5-4.6s4.7 1.6 5 4.6" />
    </>
  ),
  volume: <path d="M2.4 6.2h2.4L8 3.5v9L4.8 9.8H2.4zM10.4 6a3 3 0 0 1 0 4M12.2 4.3a5.4 5.4 0 0 1 0 7.4" />,
  wave: <path d="M2 7v2M4.4 5v6M6.8 2.8v10.4M9.2 5.6v4.8M11.6 4v8M14 7v2" />,
  x: <path d="M4 4l8 8M12 4l-8 8" />,
}

export type IconName = keyof typeof shapes

interface IconProps {
  name: IconName
  small?: boolean
  /** Makes the icon speak for itself; without it the icon is decoration. */
  label?: string | undefined
  className?: string
}

export function Icon({ name, small = false, label, className }: IconProps) {
  const classes = ['icon', small && 's', className].filter(Boolean).join(' ')
  if (!label) {
    return (
      <svg viewBox="0 0 16 16" className={classes} aria-hidden="true">
        {shapes[name]}
      </svg>
    )
  }
  return (
    <svg viewBox="0 0 16 16" className={classes} role="img" aria-label={label}>
      <title>{label}</title>
      {shapes[name]}
    </svg>
  )
}
