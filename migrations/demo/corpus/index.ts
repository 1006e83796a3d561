import { ar } from './ar.ts'
import { de } from './de.ts'
import { enDesk } from './en-desk.ts'
import { enMoney } from './en-money.ts'
import { enMusic } from './en-music.ts'
import { enRights } from './en-rights.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { hi } from './hi.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { pl } from './pl.ts'
import { pt } from './pt.ts'
import { ru } from './ru.ts'
import { type Language, readStories, type Story } from './story.ts'
import { vi } from './vi.ts'

const texts: [Language, string][] = [
  ['en', enMoney],
  ['en', enMusic],
  ['en', enRights],
  ['en', enDesk],
  ['ru', ru],
  ['ar', ar],
  ['ja', ja],
  ['es', es],
  ['de', de],
  ['fr', fr],
  ['pt', pt],
  ['hi', hi],
  ['ko', ko],
  ['vi', vi],
  ['pl', pl],
]

export const stories: Story[] = texts.flatMap(([language, text]) => readStories(language, text))
