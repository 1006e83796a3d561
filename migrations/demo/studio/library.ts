/** Lyrics, the audio library, what a song is recognized as, and projects of the browser's own studio. */

import { failures, lyricPrompts, lyricTexts, projects, samples } from '../corpus/studio.ts'
import { keys, moods, themes } from '../corpus/tracks.ts'
import { files } from '../media.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { later, stamps, type World } from '../world.ts'

type JobStatus = 'pending' | 'processing' | 'completed' | 'failed'

export function addLibrary(world: World): void {
  const random = seeded('library')
  const makers = random
    .shuffle(world.people.filter((person) => person.status === 'active' && later(person.since, 60) < world.today))
    .slice(0, 90)
  for (const person of makers) {
    if (random.chance(0.8)) addLyrics(world, random, person)
    if (random.chance(0.6)) addFolder(world, random, person)
    if (random.chance(0.35)) addDawProject(world, random, person)
  }
  for (const track of world.tracks.slice(0, 40)) addDescription(world, random, `${files}/tracks/${track.artist.person.id}/${track.id}.wav`)
}

const jobStatus = (random: Random) => random.weighted<JobStatus>({ completed: 80, failed: 8, processing: 6, pending: 6 })

function addLyrics({ rows, now }: World, random: Random, person: Person): void {
  const at = later(now, -random.next() * 40 - 0.01)
  const status = jobStatus(random)
  const provider = random.weighted({ suno: 5, mureka: 3, openai: 2 })
  const prompt = random.pick(lyricPrompts)
  const jobId = random.uuid(at)
  const error = status === 'failed' ? random.pick(failures) : null
  const [title, content] = random.pick(lyricTexts)
  rows.add('studio.lyrics_jobs', {
    id: jobId,
    user_id: person.id,
    prompt,
    base_lyrics: null,
    is_extension: random.chance(0.1),
    provider,
    status,
    suno_task_id: provider === 'suno' ? `ly-${jobId.slice(-8)}` : null,
    mureka_task_id: provider === 'mureka' ? `ml-${jobId.slice(-8)}` : null,
    call_strategy: random.weighted({ polling: 6, webhook: 4 }),
    last_poll_response: { state: status },
    error_message: error,
    ...stamps(at),
  })
  rows.add('studio.lyrics_generation_logs', {
    id: random.uuid(at),
    user_id: person.id,
    prompt,
    status,
    generated_title: status === 'completed' ? title : null,
    generated_lyrics: status === 'completed' ? content : null,
    error_message: error,
    created_at: at,
  })
  if (status !== 'completed') return
  for (const index of [0, 1])
    rows.add('studio.lyrics_variants', {
      id: random.uuid(at),
      job_id: jobId,
      variant_index: index,
      title: index === 0 ? title : `${title}, again`,
      content: index === 0 ? content : content.split('\n').reverse().join('\n'),
      status: 'completed',
      error_message: null,
      ...stamps(at),
    })
  if (random.chance(0.7))
    rows.add('studio.saved_lyrics', {
      id: random.uuid(at),
      user_id: person.id,
      job_id: jobId,
      title,
      content,
      genre: 'folk',
      mood: random.pick(moods),
      language: 'english',
      theme: random.pick(themes),
      folder: random.pick(['Drafts', 'Album', null]),
      tags: ['draft'],
      is_favorite: random.chance(0.2),
      usage_count: random.int(0, 5),
      last_used_at: at,
      ...stamps(at),
    })
}

function addFolder({ rows, now }: World, random: Random, person: Person): void {
  const at = later(now, -random.int(20, 300))
  const root = random.uuid(at)
  const folder = (id: string, name: string, parent: string | null, category: string) =>
    rows.add('studio.cloud_folders', {
      id,
      user_id: person.id,
      name,
      parent_id: parent,
      category,
      icon: 'folder',
      color: random.pick(['teal', 'amber', 'grey']),
      is_favorite: parent === null,
      ...stamps(at),
    })
  folder(root, random.pick(['Recordings', 'Album', 'Ideas']), null, 'audio')
  const inner = random.uuid(at)
  folder(inner, 'Samples', root, 'samples')
  for (let n = random.int(2, 5); n > 0; n--) {
    const when = later(at, random.int(0, 15))
    const name = random.pick(samples)
    const id = random.uuid(when)
    const url = `${files}/audio-library/${person.id}/${id}.wav`
    const recognized = random.chance(0.12) ? addRecognition(rows, random, url, when) : null
    rows.add('studio.audio_library', {
      id,
      user_id: person.id,
      project_id: null,
      parent_folder_id: random.pick([root, inner]),
      file_name: `${name}.wav`,
      file_url: url,
      file_size_bytes: random.int(90_000, 60_000_000),
      duration_seconds: random.int(1, 300),
      source_type: random.weighted({ upload: 6, generated: 3, imported: 1 }),
      category: random.pick(['sample', 'loop', 'vocal', 'instrumental']),
      tags: [name.split('-')[0]],
      bpm: random.chance(0.5) ? random.int(60, 160) : null,
      musical_key: random.chance(0.4) ? random.pick(keys) : null,
      is_favorite: random.chance(0.1),
      usage_count: random.int(0, 12),
      analysis_status: jobStatus(random),
      recognized_song_id: recognized,
      ...stamps(when),
    })
  }
}

function addRecognition(rows: World['rows'], random: Random, url: string, at: Date): string {
  const id = random.uuid(at)
  const status = jobStatus(random)
  const isFound = status === 'completed' && random.chance(0.7)
  rows.add('studio.song_recognitions', {
    id,
    audio_file_url: url,
    recognized_title: isFound ? 'Cargo (Night Mix)' : null,
    recognized_artist: isFound ? 'Harbor Lane' : null,
    recognized_album: null,
    confidence_score: isFound ? (0.6 + random.next() * 0.4).toFixed(3) : null,
    mureka_task_id: `mr-${id.slice(-8)}`,
    mureka_file_id: `mf-${id.slice(-6)}`,
    status,
    error_message: status === 'failed' ? random.pick(failures) : null,
    external_ids: isFound ? { isrc: 'GBHLP2401177' } : null,
    ...stamps(at),
  })
  rows.add('studio.callback_logs', {
    id: random.uuid(at),
    track_id: null,
    provider: 'mureka',
    callback_type: 'mureka_recognition',
    payload: { state: status },
    error_message: null,
    created_at: at,
  })
  return id
}

function addDescription({ rows, now }: World, random: Random, url: string): void {
  const at = later(now, -random.next() * 60 - 0.01)
  const status = jobStatus(random)
  const isDone = status === 'completed'
  rows.add('studio.song_descriptions', {
    id: random.uuid(at),
    audio_file_url: url,
    ai_description: isDone ? 'A slow song with a close voice and a late drum.' : null,
    detected_genre: isDone ? 'folk' : null,
    detected_mood: isDone ? random.pick(moods) : null,
    detected_instruments: isDone ? ['guitar', 'voice'] : null,
    energy_level: isDone ? random.next().toFixed(3) : null,
    danceability: isDone ? random.next().toFixed(3) : null,
    tempo: isDone ? random.int(60, 160) : null,
    musical_key: isDone ? random.pick(keys) : null,
    time_signature: '4/4',
    vocal_presence: random.pick(['none', 'low', 'medium', 'high']),
    fal_request_id: `fal-${random.int(10_000, 99_999)}`,
    status,
    error_message: status === 'failed' ? random.pick(failures) : null,
    ...stamps(at),
  })
  rows.add('studio.callback_logs', {
    id: random.uuid(at),
    track_id: null,
    provider: 'fal',
    callback_type: 'fal_description',
    payload: { state: status },
    error_message: null,
    created_at: at,
  })
}

function addDawProject({ rows, now }: World, random: Random, person: Person): void {
  const at = later(now, -random.int(5, 200))
  const [name] = random.pick(projects)
  rows.add('studio.daw_projects', {
    id: random.uuid(at),
    user_id: person.id,
    name: `${name}, sketch`,
    description: null,
    bpm: random.int(60, 160),
    duration_seconds: random.int(30, 400),
    data: {
      tracks: [
        { name: 'voice', clips: random.int(1, 9) },
        { name: 'piano', clips: random.int(1, 5) },
      ],
      effects: ['reverb'],
    },
    is_public: random.chance(0.1),
    last_saved_at: later(at, 2),
    ...stamps(at, later(at, 2)),
  })
}
