/** Songs made with providers: projects, prompts, generations with their variants, attempts and everything done to them afterwards. */

import { failures, improved, personas, projects, prompts } from '../corpus/studio.ts'
import { keys, moods } from '../corpus/tracks.ts'
import { coverOf, files, type Sound, sounds } from '../media.ts'
import { plans } from '../people/accounts.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { dateOf, idOf, later, noLaterThan, slugOf, stamps, type World } from '../world.ts'

type JobStatus = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
const models = { suno: 'v4.5', mureka: 'o2', minimax: 'music-1.5' }

interface Project {
  id: string
  person: Person
  tracks: number
}

export function addGenerations(world: World): void {
  const random = seeded('studio')
  const makers = random
    .shuffle(world.people.filter((person) => person.status === 'active' && later(person.since, 60) < world.today))
    .slice(0, 110)
  const all = makers.slice(0, 80).map((person, n) => addProject(world, random, person, n))
  const voices = all.slice(0, 45).map((project, n) => addPersona(world, random, project, n))
  for (const person of makers) addLimit(world, random, person)
  for (let n = 0; n < 330; n++) addGeneration(world, random, random.pick(all), n, voices)
  for (const project of all) {
    const row = world.rows
      .of<{ id: string; completed_tracks: number; target_tracks_count: number }>('studio.projects')
      .find((candidate) => candidate.id === project.id)
    if (row) row.completed_tracks = Math.min(project.tracks, row.target_tracks_count)
  }
}

function addProject({ rows, now }: World, random: Random, person: Person, n: number): Project {
  const at = later(now, -random.int(25, 58))
  const [name, concept, genre, mood] = projects[n % projects.length] as (typeof projects)[number]
  const id = random.uuid(at)
  rows.add('studio.projects', {
    id,
    user_id: person.id,
    name,
    description: concept,
    cover_url: coverOf(id),
    genre,
    mood,
    target_tracks_count: random.int(4, 12),
    completed_tracks: 0,
    status: random.weighted({ planning: 3, in_progress: 6, completed: 2 }),
    is_public: random.chance(0.3),
    concept_description: concept,
    ai_context: { voice: 'close', tempo: 'slow' },
    ai_context_version: 1,
    ai_context_updated_at: at,
    ai_generation_params: { temperature: 0.8 },
    created_with_ai: true,
    ...stamps(at),
  })
  for (const category of ['melody', 'lyrics', 'style'] as const) {
    if (!random.chance(0.5)) continue
    rows.add('studio.project_prompts', {
      id: random.uuid(at),
      project_id: id,
      user_id: person.id,
      title: `${name}, ${category}`,
      content: random.pick(prompts),
      category,
      tags: [mood],
      is_favorite: random.chance(0.2),
      usage_count: random.int(0, 20),
      last_used_at: later(now, -random.int(1, 20)),
      ...stamps(at),
    })
  }
  return { id, person, tracks: 0 }
}

function addPersona({ rows, now, tracks }: World, random: Random, project: Project, n: number): { id: string; person: Person } {
  const at = later(now, -random.int(10, 24))
  const id = random.uuid(at)
  const own = tracks.find((track) => track.artist.person === project.person)
  rows.add('studio.personas', {
    id,
    user_id: project.person.id,
    project_id: project.id,
    name: personas[n % personas.length],
    description: 'Made from one take.',
    cover_image_url: coverOf(id),
    source_track_id: own?.id ?? null,
    source_music_index: own ? 0 : null,
    suno_persona_id: id.replaceAll('-', '').slice(0, 20),
    is_public: random.chance(0.2),
    last_used_at: later(now, -random.int(1, 9)),
    usage_count: random.int(0, 40),
    ...stamps(at),
  })
  return { id, person: project.person }
}

/** Some have used up their day. */
function addLimit({ rows, today }: World, random: Random, person: Person): void {
  const limit = { free: 5, starter: 20, professional: 60 }[person.plan as string] ?? 200
  const plan = plans.find((candidate) => candidate.tier === person.plan)
  rows.add('studio.generation_limits', {
    id: random.uuid(person.since),
    user_id: person.id,
    plan_id: plan?.id ?? null,
    generations_limit_daily: limit,
    generations_used_today: random.chance(0.1) ? limit : random.int(0, Math.ceil(limit / 3)),
    last_reset_at: today,
    ...stamps(person.since, today),
  })
}

function addGeneration(world: World, random: Random, project: Project, n: number, voices: { id: string; person: Person }[]): void {
  const { rows, now, seeds } = world
  const { person } = project
  const at = later(now, -(random.next() ** 2) * 24 - 0.002)
  const status: JobStatus = n < 8 ? 'pending' : n < 18 ? 'processing' : random.weighted({ completed: 84, failed: 11, cancelled: 5 })
  const provider = random.weighted({ suno: 6, mureka: 3, minimax: 1 })
  const prompt = random.pick(prompts)
  const trackId = random.uuid(at)
  const title = prompt.split(',')[0]?.replace(/^./, (letter) => letter.toUpperCase()) ?? prompt
  const isPublic = status === 'completed' && random.chance(0.25)
  const audio = `${files}/tracks/${person.id}/${trackId}`
  const sound = status === 'completed' ? random.pick(sounds) : null
  const [template] = rows.of('catalog.tracks')
  rows.add('catalog.tracks', {
    ...Object.fromEntries(Object.keys(template ?? {}).map((key) => [key, null])),
    id: trackId,
    user_id: person.id,
    title,
    display_artist: person.artistName,
    status: isPublic ? 'published' : 'draft',
    moderation_status: isPublic ? 'approved' : null,
    duration_seconds: sound?.seconds ?? null,
    release_date: isPublic ? dateOf(at) : null,
    publication_year: at.getUTCFullYear(),
    language: random.chance(0.3) ? 'instrumental' : 'english',
    is_explicit: false,
    genre_id: idOf(seeds.genres, random.pick(['electronic', 'ambient', 'folk', 'pop', 'world'])),
    moods: [random.pick(moods)],
    tags: ['generated'],
    bpm: random.int(60, 150),
    musical_key: random.pick(keys),
    audio_url: sound?.url ?? null,
    cover_url: coverOf(trackId),
    audio_format: 'mp3',
    has_stems: false,
    has_vocals: random.chance(0.7),
    ai_tags: { provider },
    ownership_type: 'original',
    royalty_eligible: false,
    is_public: isPublic,
    like_count: 0,
    play_count: isPublic ? random.int(0, 400) : 0,
    view_count: 0,
    download_count: 0,
    archived_to_storage: false,
    metadata: {},
    ...stamps(at),
  })
  const promptId = random.uuid(at)
  rows.add('studio.prompt_history', {
    id: promptId,
    user_id: person.id,
    prompt,
    genre: 'folk',
    mood: random.pick(moods),
    tags: ['studio'],
    model_version: models[provider],
    provider,
    generation_status: status,
    generation_time_ms: status === 'completed' ? random.int(18_000, 140_000) : null,
    is_template: random.chance(0.05),
    usage_count: random.int(1, 6),
    last_used_at: at,
    ...stamps(at),
  })
  const isSuno = provider === 'suno'
  const failure = status === 'failed' ? random.pick(failures) : null
  rows.add('studio.track_generations', {
    id: random.uuid(at),
    track_id: trackId,
    user_id: person.id,
    project_id: project.id,
    persona_id: random.chance(0.2) ? (voices.find((voice) => voice.person === person)?.id ?? null) : null,
    source_prompt_id: promptId,
    prompt,
    improved_prompt: random.chance(0.5) ? `${prompt}, ${improved}` : null,
    provider,
    model_name: models[provider],
    idempotency_key: `gen-${trackId.slice(-12)}`,
    status,
    progress_percent: status === 'completed' ? 100 : status === 'processing' ? random.int(5, 90) : 0,
    error_message: failure,
    suno_id: isSuno && status === 'completed' ? trackId.replaceAll('-', '') : null,
    mureka_task_id: provider === 'mureka' ? `mk-${trackId.slice(-8)}` : null,
    provider_created_at: status === 'pending' ? null : later(at, 0.0004),
    ...stamps(at),
  })
  project.tracks += status === 'completed' ? 1 : 0
  const position = project.tracks
  rows.add('studio.project_tracks', {
    project_id: project.id,
    track_id: trackId,
    position,
    added_at: at,
    added_by: person.id,
    created_at: at,
  })
  if (failure)
    for (let k = 1; k <= random.int(1, 3); k++)
      rows.add('studio.generation_attempts', {
        id: random.uuid(at),
        track_id: trackId,
        attempt_number: k,
        attempted_at: later(at, k / 1440),
        error_message: failure,
        created_at: later(at, k / 1440),
      })
  if (status !== 'pending')
    rows.add('studio.callback_logs', {
      id: random.uuid(at),
      track_id: trackId,
      provider,
      callback_type: 'suno_generation',
      payload: { task: trackId.slice(-8), code: failure ? 500 : 200 },
      error_message: failure,
      created_at: later(at, 0.001),
    })
  if (sound) addOutcome(world, random, person, trackId, sound, audio, at, provider)
}

/** Two variants; of some songs stems, a new middle, a better sound, a WAV, and what a classifier says. */
function addOutcome(
  { rows, now }: World,
  random: Random,
  person: Person,
  trackId: string,
  own: Sound,
  audio: string,
  at: Date,
  provider: string,
): void {
  const versions = [0, 1].map((index) => {
    const id = random.uuid(at)
    const other = random.pick(sounds)
    const sound = index === 0 ? own : other
    rows.add('catalog.track_versions', {
      id,
      track_id: trackId,
      variant_index: index,
      audio_url: sound.url,
      duration_seconds: sound.seconds,
      lyrics: null,
      suno_id: provider === 'suno' ? id.replaceAll('-', '') : null,
      is_primary_variant: index === 0,
      is_preferred_variant: index === 0,
      like_count: 0,
      metadata: null,
      created_at: at,
    })
    return id
  })
  const job = () => random.weighted<JobStatus>({ completed: 80, failed: 8, processing: 7, pending: 5 })
  const when = noLaterThan(later(now, -0.0005), later(at, 0.05))
  const error = (status: JobStatus) => (status === 'failed' ? random.pick(failures) : null)
  if (random.chance(0.3)) {
    for (const stem of ['vocals', 'instrumental', 'drums', 'bass', 'other']) {
      rows.add('catalog.track_stems', {
        id: random.uuid(when),
        track_id: trackId,
        version_id: versions[0],
        stem_type: stem,
        label: null,
        audio_url: `${files}/stems/${trackId}/${stem}.wav`,
        audio_format: 'wav',
        separation_mode: 'suno_stems',
        is_individually_licensable: false,
        created_at: when,
      })
    }
    rows.add('studio.callback_logs', {
      id: random.uuid(when),
      track_id: trackId,
      provider,
      callback_type: 'suno_stems',
      payload: { stems: 5 },
      error_message: null,
      created_at: when,
    })
  }
  if (random.chance(0.12)) {
    const status = job()
    rows.add('studio.section_replacements', {
      id: random.uuid(when),
      track_id: trackId,
      version_id: versions[0],
      replaced_start_s: '32.500',
      replaced_end_s: '48.250',
      prompt: 'less piano, more room',
      tags: 'sparse',
      negative_tags: 'piano',
      replacement_audio_url: status === 'completed' ? `${audio}-part.mp3` : null,
      status,
      suno_task_id: `st-${trackId.slice(-6)}`,
      error_message: error(status),
      ...stamps(when),
    })
  }
  if (random.chance(0.12)) {
    const status = job()
    rows.add('studio.audio_upscale_jobs', {
      id: random.uuid(when),
      user_id: person.id,
      track_id: trackId,
      input_audio_url: `${audio}-0.mp3`,
      output_audio_url: status === 'completed' ? `${audio}-up.wav` : null,
      model_version: random.pick(['stable-audio-open', 'audioldm2']),
      guidance_scale: '3.500',
      ddim_steps: 50,
      seed: random.int(1, 9999),
      truncated_batches: false,
      replicate_prediction_id: `rp-${trackId.slice(-8)}`,
      status,
      error_message: error(status),
      completed_at: status === 'completed' ? when : null,
      ...stamps(when),
    })
  }
  if (random.chance(0.25)) {
    const status = job()
    rows.add('studio.wav_jobs', {
      id: random.uuid(when),
      track_id: trackId,
      audio_id: versions[0],
      status,
      suno_task_id: `wv-${trackId.slice(-6)}`,
      wav_url: status === 'completed' ? `${audio}.wav` : null,
      error_message: error(status),
      ...stamps(when),
    })
  }
  if (random.chance(0.4)) addClassification(rows, random, trackId, job(), when, audio)
}

function addClassification(rows: World['rows'], random: Random, trackId: string, status: JobStatus, at: Date, audio: string): void {
  const type = random.pick(['genre', 'instrument', 'mood'] as const)
  const isDone = status === 'completed'
  const id = random.uuid(at)
  const failure = status === 'failed' ? 'The model ran out of memory.' : null
  rows.add('studio.music_classifications', {
    id,
    track_id: trackId,
    classifier_type: type,
    classifier_version: 'v2',
    genres_ranked:
      isDone && type === 'genre'
        ? [
            { name: 'folk', score: 0.7 },
            { name: 'world', score: 0.2 },
          ]
        : null,
    instruments_detected: isDone && type === 'instrument' ? ['piano', 'voice'] : null,
    mood_detected: isDone && type === 'mood' ? random.pick(moods) : null,
    confidence_score: isDone ? (0.5 + random.next() / 2).toFixed(3) : null,
    status,
    error_message: failure,
    ...stamps(at),
  })
  rows.add('studio.classification_jobs', {
    id: random.uuid(at),
    classification_id: id,
    classifier_type: type,
    classifier_config: { top: 5 },
    input_audio_url: `${audio}-0.mp3`,
    raw_output: isDone ? { ok: true } : null,
    replicate_prediction_id: `rc-${slugOf(trackId).slice(-8)}`,
    status,
    error_message: failure,
    ...stamps(at),
  })
}
