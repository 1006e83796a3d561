/** Staff only. `here`: looking at the same thing now; `typing` adds three dots. */
interface AvatarProps {
  initials: string
  /** Spoken and shown on hover, whole: "Sofia Brandt is viewing". Without it the avatar is decoration. */
  title?: string
  size?: 'small' | 'normal' | 'large'
  here?: boolean
  typing?: boolean
}

const sizes = { small: ' s', normal: '', large: ' l' }

export function Avatar({ initials, title, size = 'normal', here = false, typing = false }: AvatarProps) {
  const spoken = title ? ({ role: 'img', 'aria-label': title, title } as const) : ({ 'aria-hidden': true } as const)
  const face = (
    <span className={`avatar${sizes[size]}${here ? ' here' : ''}`} {...spoken}>
      {initials}
    </span>
  )
  if (!typing) return face
  return (
    <>
      <span className="dots info" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {face}
    </>
  )
}
