/** Titles of tracks and releases per language, and names of artists and bands. */
import type { Language } from './story.ts'

const list = (text: string): string[] => text.split(', ')

export const releaseTitles: Record<Language, string[]> = {
  en: list(
    'Harbour Lights, Paper Boats, The Last Tram Home, Salt, Kitchen Songs, Nine Volt Heart, Moth, Low Tide, Telegraph Hill, Cardboard Crown, Half Past Never, Milk Teeth, Rust Belt Lullaby, Borrowed Umbrella, Static, The Long Way Round, Copper Wire, Snow on the Satellite, Tin Roof, Four Sugars, Postcards, Dead Reckoning, Open Window, Small Hours, Ferris Wheel, Ash Wednesday, Sleeper Car, Northbound, Yellow Room, Fault Lines, Antlers, Ghost Notes, Plum Tree, Second Helping, Slow Fuse, Marrow, Weather Balloon, Deep End, Hollow Body, Tape Hiss, Lighthouse Keeper, Concrete Garden, Wild Mint, Spare Key, Undertow, Evergreen, Velvet Static, Blue Kettle, Winter Coat, Glass Stairs',
  ),
  ru: list(
    'Белый шум, Последний трамвай, Северное море, Бумажные корабли, Тихий час, Окна во двор, Медь, Снег в апреле, Обратный билет, Маяк',
  ),
  ar: list('ليل المدينة, رسائل من الغربة, باب البحر, ورد وشوك, آخر القطار, نسمة, مرايا, حكاية مقهى, ضوء بعيد, يا ريح'),
  ja: list('夜行列車, 紙の船, 灯台守, 雨上がりの駅, 春待ち, 砂時計, 遠い花火, 白い部屋, 雪の音, 最後の夏'),
  es: list(
    'Luz de puerto, Barcos de papel, El último tren, Sal y ceniza, Ventana abierta, Hora azul, Tejado de zinc, Carta sin sello, La orilla, Siete inviernos',
  ),
  de: list(
    'Hafenlichter, Papierboote, Letzte Bahn, Kleine Stunden, Winterfell aus Draht, Salz, Offenes Fenster, Stille Post, Nebelhorn, Zwischenstopp',
  ),
  fr: list(
    'Lumières du port, Bateaux de papier, Dernier tram, Le sel, Fenêtre ouverte, Heure bleue, Toit de zinc, Sept hivers, La marée basse, Poste restante',
  ),
  pt: list(
    'Luz do cais, Barquinho de papel, Último bonde, Maré baixa, Sal, Janela aberta, Hora azul, Sete invernos, Rádio na varanda, Quintal',
  ),
  hi: list('शहर की रोशनी, काग़ज़ की नाव, आख़िरी ट्रेन, खुली खिड़की, नमक, धीमी आँच, सात सर्दियाँ, पुराना रेडियो'),
  ko: list('종이배, 마지막 전차, 바다의 불빛, 열린 창문, 소금, 일곱 번의 겨울, 낮은 파도, 새벽 라디오'),
  vi: list('Thuyền giấy, Chuyến tàu cuối, Đèn bến cảng, Cửa sổ mở, Muối, Bảy mùa đông, Giờ xanh, Mái tôn'),
  pl: list('Światła portu, Papierowe łódki, Ostatni tramwaj, Sól, Otwarte okno, Siedem zim, Odpływ, Głuchy telefon'),
}

export const artistNames = list(
  'Klinta, The Long Weekend, Mira Vale, Papercut Saints, Oslo Bay, DJ Tundra, Salt & Timber, Kofi Blue, La Marea, Nachtbus, Yuki no Oto, Banda Sereno, Ghostwood, The Lantern Choir, Tin Roof Orchestra, Amber Kay, Zola Ray, Petit Matin, Kaze, Sister Static, Low Tide Club, Marigold Sons, Nine Volt, Halva, Rue 14, Delta Moth, The Understudies, Velvet Alarm, Orchid Tape, Fjord & Fell, Saudade Trio, Monsoon Radio, Copperline, Hana Ito, The Plum Tree, Quiet Riot of Birds, Ursa, Wild Mint, Ada Sky, Northbound Choir, Paper Lions, Night Ferry, Small Hours, Baobab Sound, Chai Parade, Tram 7, Blue Kettle, Slow Fuse, Otis & Daughters, Lumen',
)
