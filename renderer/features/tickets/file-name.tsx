/** The name of a file in one line: where it does not fit, its ending stays, as that says what it is. */
export function FileName({ name }: { name: string }) {
  const ending = /\.[^.]{1,12}$/u.exec(name)?.[0] ?? ''
  return (
    <bdi className="file-name" title={name}>
      <span className="cut">{name.slice(0, name.length - ending.length)}</span>
      <bdi dir="ltr">{ending}</bdi>
    </bdi>
  )
}
