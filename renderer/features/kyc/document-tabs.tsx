/** The documents of the case as tabs, with what the reviewer makes of each, and what lies beside them. */
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { KycDetail, KycDocument } from '../../../shared/kyc.ts'
import { Button } from '../../components/button.tsx'
import { Icon, type IconName } from '../../components/icon.tsx'
import { Key } from '../../components/key.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../../components/menu.tsx'
import type { DecisionValue } from './decision.ts'
import { documentNames } from './words.ts'

/** A document by id, or what lies beside them. */
export type Tab = string

interface DocumentTabsProps {
  detail: KycDetail
  tab: Tab
  value: DecisionValue
  beside: boolean
  /** Why documents cannot be judged now. */
  locked: string | null
  onTab: (tab: Tab) => void
  onBeside: () => void
  /** A reason says why it is not good; null that it is. */
  onOpinion: (document: KycDocument, reason: string | null) => void
  /** Whether the menu of reasons is open. */
  isAsking: boolean
  onAsking: (isAsking: boolean) => void
}

export function DocumentTabs(props: DocumentTabsProps) {
  const { detail, tab, value, beside, onTab, onBeside } = props
  const current = detail.documents.filter(({ isCurrent }) => isCurrent)
  const shown = current.find(({ id }) => id === tab)
  const tabs: { id: Tab; name: string; icon?: { name: IconName; label: string; tone: string } }[] = [
    ...current.map((document) => ({ id: document.id, name: documentNames[document.type], icon: faceOf(document, value) })),
    { id: 'linked', name: detail.linked.length > 0 ? `Linked ${detail.linked.length}` : 'Linked' },
    { id: 'past', name: 'History' },
  ]
  const [list, isCut] = useCut(tab)
  return (
    <div className="doc-tabs">
      <div ref={list} className="tabs" role="tablist" aria-label="Documents">
        {tabs.map(({ id, name, icon }) => (
          <button key={id} type="button" role="tab" className="tab" aria-selected={id === tab} onClick={() => onTab(id)}>
            {icon && <Icon name={icon.name} small label={icon.label} className={icon.tone} />}
            {name}
          </button>
        ))}
      </div>
      {isCut && (
        <Menu>
          <MenuTrigger>
            <Button small variant="quiet" icon="down" only="All documents" />
          </MenuTrigger>
          <MenuList label="All documents">
            {tabs.map(({ id, name }) => (
              <MenuItem key={id} checked={id === tab} onSelect={() => onTab(id)}>
                {name}
              </MenuItem>
            ))}
          </MenuList>
        </Menu>
      )}
      <span className="grow" />
      {shown?.earlierId && (
        <button type="button" className="btn s quiet" aria-pressed={beside} onClick={onBeside} title="Beside the earlier one">
          <Icon name="swap" small />
          <span className="words">Earlier</span>
          <Key>{'\\'}</Key>
        </button>
      )}
      {shown && <Opinions {...props} document={shown} />}
    </div>
  )
}

/** Whether tabs lie outside what is seen of their list, where the chosen one always is. */
function useCut(tab: Tab): [RefObject<HTMLDivElement | null>, boolean] {
  const list = useRef<HTMLDivElement>(null)
  const [isCut, setCut] = useState(false)
  useEffect(() => {
    const shown = list.current
    if (!shown) return
    const observer = new ResizeObserver(() => setCut(shown.scrollWidth > shown.clientWidth + 1))
    observer.observe(shown)
    return () => observer.disconnect()
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another one to be seen
  useEffect(
    () => void list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    [tab],
  )
  return [list, isCut]
}

function faceOf(document: KycDocument, { opinions }: DecisionValue): { name: IconName; label: string; tone: string } {
  const opinion = opinions[document.id]
  if (opinion?.isGood ?? document.status === 'approved') return { name: 's-done', label: 'accepted', tone: 'success' }
  if (opinion) return { name: 's-x', label: 'not accepted', tone: 'danger' }
  return { name: 's-open', label: 'not judged', tone: 't3' }
}

function Opinions({ detail, value, locked, document, onOpinion, isAsking, onAsking }: DocumentTabsProps & { document: KycDocument }) {
  if (!detail.canAct) return null
  const opinion = value.opinions[document.id]
  const reasons = detail.reasons.filter(({ appliesTo }) => appliesTo.includes('document'))
  const refuse = (
    <Button small variant="quiet" keys="B" reason={locked} aria-pressed={opinion?.isGood === false}>
      {opinion && !opinion.isGood ? (reasons.find(({ code }) => code === opinion.reason)?.label ?? 'Not good') : 'Send back'}
    </Button>
  )
  return (
    <>
      <Button
        small
        variant="quiet"
        keys="Y"
        reason={locked}
        aria-pressed={opinion?.isGood === true}
        onClick={() => onOpinion(document, null)}
      >
        {opinion?.isGood ? 'Accepted' : 'Accept'}
      </Button>
      {locked ? (
        refuse
      ) : (
        <Menu open={isAsking} onOpenChange={onAsking}>
          <MenuTrigger>{refuse}</MenuTrigger>
          <MenuList label="Why it is not good" align="end">
            {reasons.map(({ code, label }) => (
              <MenuItem key={code} checked={opinion?.reason === code} onSelect={() => onOpinion(document, code)}>
                {label}
              </MenuItem>
            ))}
          </MenuList>
        </Menu>
      )}
    </>
  )
}
