/** Words of the catalogue: songs beside those of titles.ts, versions, moods, instruments. */
const list = (text: string): string[] => text.split(', ')

export const songs = list(
  'Afterglow, All the Small Stations, Almanac, Alder, Any Other Tuesday, Arcade Rain, Avalanche Radio, Backstroke, Balcony, Ballast, Barley, Bees in the Wall, Bellwether, Better Weather, Bird on a Pylon, Blue Hour, Bone Dry, Bread and Wire, Breakwater, Brickdust, Broken Barometer, Carousel, Cassette, Chalk, Charcoal, Cinder Path, Clockmaker, Coastline, Cold Tea, Come Back as Rain, Compass, Confetti, Corridor, Crosswind, Daylight Saving, Dial Tone, Dogwood, Doorbell, Downstream, Driftwood, Dry Season, Dust Sheet, Early Bus, Echo Park Again, Eight Floors Up, Elevator, Embers, Empty Pool, Errands, Evergreen, Fairground, Farewell to the Ferry, Feather, Fences, Firefly Hotel, First Frost, Flat Champagne, Floodlight, Fog Signal, Footbridge, Fuse Box, Garden State of Mind, Gasoline Blossom, Glasshouse, Golden Syrup, Good Bones, Granite, Gravel, Greenhouse, Gulls, Half Moon Street, Halogen, Hand Me Down, Harvest Road, Hedge Maze, High Wire, Homecoming, Honey Trap, Horizon Line, House of Cards, Ice Cream Van, In the Margins, Inkblot, Iron Lung, Island Time, Jigsaw, Juniper, Keepsake, Kerosene, Kindling, Kite String, Lamplighter, Landline, Lantern, Last Orders, Laundromat, Lemon Tree Lane, Letters Home, Linoleum, Little Engine, Long Division, Lost Property, Magnolia, Maps, Marble Stairs, Mayfly, Meridian, Midsummer, Mirrors, Monday Choir, Moonshine, Morning Train, Motel Pool, Mountain Pass, Mousetrap, Neon Prayer, Nettles, Night Shift, Nine to Midnight, No Vacancy, November, Oak, Ocean Liner, October Fair, Old Money, Only Child, Out of Office, Overcoat, Paint the Fence, Paper Plane, Parade, Parallel Lines, Passenger Seat, Patience, Pavement Artist, Pearl Divers, Pendulum, Phantom Limb, Photobooth, Pilot Light, Pinball, Pine, Platform Nine, Pocket Change, Polaroid, Porchlight, Quarry, Quicksilver, Quiet Carriage, Railway Hotel, Rain Delay, Raspberries, Red Kite, Reservoir, Ribbons, Ringroad, River Mouth, Rooftops, Rosehip, Rubber Stamp, Runaway Tap, Sandpaper, Satellite Town, Scaffolding, Sea Glass, Semaphore, Shipping Forecast, Shoelace, Shortwave, Silver Lining, Six Strings and a Dog, Skylight, Slate, Sleepwalker, Smoke Alarm, Snowglobe, Soft Focus, Solder, Spare Room, Sparrow, Spindle, Stairwell, Starling, Steam, Stepladder, Stopover, Streetlight, Sugar Glass, Summer School, Sundial, Suspension Bridge, Swallow, Switchboard, Tangerine, Tap Dancer, Telescope, Thaw, Thimble, Thunder Road Works, Timber, Timetable, Toll Booth, Trapdoor, Treehouse, Tripwire, Tumbleweed, Tunnel Vision, Turnstile, Twelve Winters, Umbrella, Undertow, Unmade Bed, Uphill, Velvet Rope, Vending Machine, Viaduct, Vineyard, Waiting Room, Wallflower, Warehouse, Washing Line, Watchmaker, Waterline, Wax, Weekend Millionaires, Wheelhouse, White Noise Machine, Willow, Windfall, Wishbone, Woodsmoke, Yesterday’s Papers, Zebra Crossing, Zinc',
)

export const versions = list('Live, Acoustic, Radio Edit, Night Mix, Demo, Instrumental, 2024 Remaster, Slow Version, Extended, Club Mix')
export const moods = list('calm, dark, dreamy, driving, hopeful, melancholic, playful, raw, romantic, tense, warm, wistful')
export const instruments = list('guitar, piano, upright bass, synthesizer, drums, oud, koto, accordion, cello, kora, trumpet, tabla')
export const keys = list('C, C minor, D, D minor, E flat, E minor, F, F sharp minor, G, G minor, A, A minor, B flat, B minor')
export const themes = list('home, leaving, the sea, night trains, summer, winter, work, family, city, childhood')
export const occasions = list('dinner, running, study, driving, falling asleep, wedding, workout, late night')

/** Genres that the demo adds to those of the platform, below their parent. */
export const subgenres: [parent: string, names: string[]][] = [
  ['pop', list('Indie Pop, Synth Pop, Bedroom Pop, City Pop, K-Pop')],
  ['rock', list('Indie Rock, Shoegaze, Post-Rock, Garage Rock, Punk')],
  ['hip_hop', list('Boom Bap, Lo-Fi Hip Hop, Trap')],
  ['electronic', list('House, Techno, Ambient, Drum and Bass, Downtempo')],
  ['rb', list('Neo Soul, Contemporary R&B')],
  ['latin', list('Bossa Nova, Cumbia, Nuevo Tango')],
  ['jazz', list('Nordic Jazz, Jazz Fusion, Swing')],
  ['classical', list('Chamber, Choral, Modern Classical')],
  ['folk', list('Singer-Songwriter, Celtic, Sevdah')],
  ['world', list('Afrobeat, Highlife, Arabic Pop, Carnatic, Enka')],
  ['metal', list('Doom, Black Metal')],
  ['reggae', list('Dub, Ska')],
]
