/**
 * Names of the demo's people. A name is written `own-script:Latin`, `_` is a space inside a name, and a family name that
 * follows the person's gender is written `woman/man` on both sides.
 */
import type { Language } from '../corpus/story.ts'

export interface Locale {
  /** In which of the corpus languages these people write. */
  language: Language
  speaks: string[]
  /** How many of a thousand people, roughly. */
  weight: number
  order: 'given family' | 'family given' | 'familygiven'
  /** Country, city, time zone, currency. */
  places: string[]
  women: string
  men: string
  families: string
}

export const locales: Locale[] = [
  {
    language: 'en',
    speaks: ['English'],
    weight: 90,
    order: 'given family',
    places: ['GB Leeds Europe/London GBP', 'GB Bristol Europe/London GBP', 'GB Cardiff Europe/London GBP', 'AU Perth Australia/Perth USD'],
    women: 'Alice Beth Carys Dilys Edith Freya Gwen Harriet Imogen Joan Keira Lowri Mabel Nora Olive',
    men: 'Owen Arthur Barnaby Callum Dylan Ellis Fergus George Harry Idris Jonah Kit Lewis Miles Ned',
    families:
      'Pritchard Ashworth Barlow Caldwell Dunmore Everett Fairley Garrick Hollis Ingram Jessop Kirkby Langley Marlowe Nettleton Overend',
  },
  {
    language: 'en',
    speaks: ['English'],
    weight: 90,
    order: 'given family',
    places: [
      'US Austin America/Chicago USD',
      'US Oakland America/Los_Angeles USD',
      'US Baltimore America/New_York USD',
      'CA Halifax America/Halifax USD',
    ],
    women: 'Aaliyah Brooke Camila Destiny Esther Faith Grace Hazel Ivy Jada Kayla Leah Maya Naomi Opal',
    men: 'Andre Blake Caleb Darius Elijah Franklin Gabriel Hudson Isaiah Jalen Kendrick Logan Marcus Nolan Otis',
    families: 'Whitaker Beaumont Carver Delgado Ellison Foxworth Granger Holloway Irving Jefferson Knox Lockhart Mercer Nash Ogden Pruitt',
  },
  {
    language: 'en',
    speaks: ['Irish', 'English'],
    weight: 15,
    order: 'given family',
    places: ['IE Galway Europe/Dublin EUR', 'IE Cork Europe/Dublin EUR'],
    women: 'Caoimhe Aoife Bláthnaid Ciara Éabha Fionnuala Gráinne Niamh Róisín Sadhbh',
    men: 'Cillian Diarmuid Eoin Fiachra Lorcán Oisín Pádraig Ruairí Tadhg Séamus',
    families:
      'Ní_Bhriain/Ó_Briain Ní_Cheallaigh/Ó_Ceallaigh Ní_Dhónaill/Ó_Dónaill Ní_Mhurchú/Ó_Murchú Ní_Shúilleabháin/Ó_Súilleabháin Mac_Cárthaigh',
  },
  {
    language: 'en',
    speaks: ['English', 'Yoruba'],
    weight: 45,
    order: 'given family',
    places: ['NG Lagos Africa/Lagos USD', 'NG Ibadan Africa/Lagos USD', 'GH Accra Africa/Accra USD'],
    women: 'Adaeze Bọ́lánlé Chiamaka Ebele Folákẹ́ Ifeoma Kẹ́hìndé Ngozi Ṣadé Yétúndé Zainab Abena',
    men: 'Adébáyọ̀ Babájídé Chukwuemeka Dapo Emeka Fẹ́mi Ìbùkún Kọ́lá Nnamdi Olúwaṣeun Tunde Kofi',
    families: 'Okafor Adeyemi Balogun Chukwu Danjuma Eze Fashola Ibeh Lawal Nwosu Ọláníyan Mensah Owusu Boateng',
  },
  {
    language: 'en',
    speaks: ['isiZulu', 'English'],
    weight: 25,
    order: 'given family',
    places: ['ZA Durban Africa/Johannesburg USD', 'ZA Cape_Town Africa/Johannesburg USD'],
    women: 'Thandiwe Ayanda Buhle Lindiwe Nandi Nomvula Sibongile Zanele Zodwa Lerato',
    men: 'Bongani Jabulani Lungelo Mandla Nkosinathi Sipho Sizwe Themba Vusi Kagiso',
    families: 'Ndlovu Dlamini Gumede Khumalo Mabaso Mokoena Nkosi Sithole Zulu Radebe Mthembu Cele',
  },
  {
    language: 'de',
    speaks: ['German', 'English'],
    weight: 70,
    order: 'given family',
    places: ['DE Leipzig Europe/Berlin EUR', 'DE Köln Europe/Berlin EUR', 'AT Graz Europe/Vienna EUR', 'CH Bern Europe/Zurich EUR'],
    women: 'Anke Birgit Charlotte Dörte Elke Frieda Gesa Heike Jördis Käthe Lieselotte Maren Nele Ulrike Wiebke',
    men: 'Arne Björn Cord Detlef Eike Falk Götz Henning Jürgen Kasimir Lothar Moritz Niels Rüdiger Torben',
    families:
      'Achenbach Böttcher Degenhardt Eßer Fröhlich Grünwald Hüttner Jäger Krüger Löffler Möller Nüßlein Özkaya Preuß Rößler Schäfer',
  },
  {
    language: 'fr',
    speaks: ['French', 'English'],
    weight: 60,
    order: 'given family',
    places: ['FR Nantes Europe/Paris EUR', 'FR Lyon Europe/Paris EUR', 'BE Liège Europe/Brussels EUR', 'SN Dakar Africa/Dakar EUR'],
    women: 'Zoë Adèle Bérénice Céline Dorothée Éloïse Françoise Gaëlle Hélène Inès Joséphine Léonie Maëlys Noémie Aminata',
    men: 'Aurélien Benoît Cédric Damien Étienne François Gaël Hervé Jérôme Loïc Mathéo Noël Raphaël Théo Ousmane',
    families:
      'Vandenberghe Beauchêne Châtelain Delacroix Évrard Gaçon Lefèvre Marchandeau Noiret Pâris Queneau Rivière Séguin Diop Thévenet',
  },
  {
    language: 'es',
    speaks: ['Spanish', 'English'],
    weight: 75,
    order: 'given family',
    places: [
      'AR Rosario America/Argentina/Cordoba USD',
      'MX Puebla America/Mexico_City USD',
      'ES Sevilla Europe/Madrid EUR',
      'CO Medellín America/Bogota USD',
    ],
    women: 'Ángela Belén Concepción Dolores Estefanía Fátima Graciela Íngrid Jimena Lucía Macarena Núria Pilar Rocío Soledad',
    men: 'Matías Álvaro Baltasar César Dámaso Emiliano Facundo Gonzalo Hernán Íñigo Joaquín León Martín Nicolás Ramón',
    families:
      'Quiroga Aguirre Benítez Cárdenas Domínguez Echeverría Fernández Gálvez Herrera Ibáñez Juárez Lázaro Muñoz Núñez Ordóñez Peña',
  },
  {
    language: 'pt',
    speaks: ['Portuguese'],
    weight: 55,
    order: 'given family',
    places: [
      'BR Recife America/Recife BRL',
      'BR Curitiba America/Sao_Paulo BRL',
      'PT Porto Europe/Lisbon EUR',
      'AO Luanda Africa/Luanda USD',
    ],
    women: 'Antônia Bárbara Cecília Débora Eulália Flávia Glória Heloísa Inês Jacira Lívia Márcia Natália Otília Thaís',
    men: 'Antônio Breno César Davi Érico Fábio Gonçalo Heitor Ícaro João Luís Márcio Otávio Simão Tomé',
    families:
      'Albuquerque Brandão Conceição da_Silva Estêvão Falcão Guimarães Magalhães Nóbrega dos_Santos Peixoto Quaresma Simões Távora Vilaça',
  },
  {
    language: 'en',
    speaks: ['Italian', 'English'],
    weight: 30,
    order: 'given family',
    places: ['IT Bologna Europe/Rome EUR', 'IT Palermo Europe/Rome EUR'],
    women: 'Alessia Beatrice Chiara Donatella Elettra Fiamma Ginevra Ilaria Lucrezia Nicoletta',
    men: 'Luca Achille Bruno Cosimo Dario Ettore Fabrizio Gualtiero Iacopo Niccolò',
    families: 'Ferrante Abbate Bellini Cattaneo De_Luca Esposito Fontana Galimberti Lo_Presti Marchetti Niccolai',
  },
  {
    language: 'en',
    speaks: ['Dutch', 'English'],
    weight: 25,
    order: 'given family',
    places: ['NL Utrecht Europe/Amsterdam EUR', 'NL Groningen Europe/Amsterdam EUR'],
    women: 'Anouk Brechtje Femke Hilde Jantien Lotte Marijke Noortje Saskia Wilhelmijn',
    men: 'Bram Coen Diederik Gijs Hidde Jelle Maarten Pieter Sjoerd Thijs',
    families: 'van_den_Berg de_Boer Dijkstra Hoekstra Kuipers van_der_Meer Oosterhuis Postma Terpstra Zijlstra',
  },
  {
    language: 'pl',
    speaks: ['Polish', 'English'],
    weight: 45,
    order: 'given family',
    places: ['PL Kraków Europe/Warsaw PLN', 'PL Gdańsk Europe/Warsaw PLN', 'PL Łódź Europe/Warsaw PLN'],
    women: 'Agnieszka Bożena Celina Dąbrówka Elżbieta Grażyna Halina Jagoda Kinga Łucja Małgorzata Żaneta',
    men: 'Andrzej Bartłomiej Cezary Dobromił Grzegorz Henryk Jędrzej Łukasz Mieszko Paweł Sławomir Zbigniew',
    families:
      'Błaszczyk Dąbrowska/Dąbrowski Gałązka Jabłońska/Jabłoński Kępa Leśniewska/Leśniewski Mączka Nowicka/Nowicki Pająk Sikorska/Sikorski Wójcik Żuraw',
  },
  {
    language: 'en',
    speaks: ['Czech', 'English'],
    weight: 15,
    order: 'given family',
    places: ['CZ Brno Europe/Prague EUR', 'SK Košice Europe/Bratislava EUR'],
    women: 'Alžběta Božena Dagmar Jiřina Kateřina Ludmila Markéta Růžena Šárka Zdeňka',
    men: 'Bořivoj Čestmír Jiří Kryštof Matěj Ondřej Přemysl Řehoř Tomáš Vojtěch',
    families: 'Dvořáková/Dvořák Černá/Černý Hájková/Hájek Kovářová/Kovář Nováčková/Nováček Růžičková/Růžička Šimková/Šimek Žďárská/Žďárský',
  },
  {
    language: 'en',
    speaks: ['Swedish', 'English'],
    weight: 25,
    order: 'given family',
    places: ['SE Malmö Europe/Stockholm SEK', 'NO Bergen Europe/Oslo EUR', 'DK Aarhus Europe/Copenhagen EUR'],
    women: 'Hanna Åsa Birgitta Ebba Frøydis Göta Ingeborg Liv Märta Ragnhild Sólveig Tuva',
    men: 'Åke Bjørn Erlend Håkon Jöran Kåre Leif Magnus Øyvind Rasmus Sören Torkel',
    families: 'Lindgren Ångström Bergström Dahl Ekström Fjeldstad Grønbæk Håkansson Kjær Nyström Ødegård Sjöberg',
  },
  {
    language: 'en',
    speaks: ['Icelandic', 'English'],
    weight: 8,
    order: 'given family',
    places: ['IS Akureyri Atlantic/Reykjavik EUR'],
    women: 'Þórdís Ásta Björk Eyrún Guðrún Hrafnhildur Ísbjörg Sólrún',
    men: 'Ásgeir Birkir Davíð Eiríkur Guðmundur Hrafn Ísleifur Þorsteinn',
    families: 'Jónsdóttir/Jónsson Einarsdóttir/Einarsson Guðmundsdóttir/Guðmundsson Helgadóttir/Helgason Þórsdóttir/Þórsson',
  },
  {
    language: 'en',
    speaks: ['Turkish', 'English'],
    weight: 20,
    order: 'given family',
    places: ['TR İzmir Europe/Istanbul USD', 'TR Bursa Europe/Istanbul USD'],
    women: 'Ayşe Çiğdem Elif Fatma Gülşen İpek Nilüfer Özge Şebnem Zeynep',
    men: 'Ahmet Barış Çağatay Emre Gökhan İlker Mehmet Oğuz Şükrü Yiğit',
    families: 'Aydın Bozkurt Çelik Doğan Erdoğmuş Güneş Işık Kılıç Öztürk Şahin Yıldız',
  },
  {
    language: 'vi',
    speaks: ['Vietnamese', 'English'],
    weight: 45,
    order: 'family given',
    places: ['VN Huế Asia/Ho_Chi_Minh USD', 'VN Đà_Nẵng Asia/Ho_Chi_Minh USD', 'VN Hà_Nội Asia/Ho_Chi_Minh USD'],
    women:
      'Thị_Mai:Mai Bảo_Châu:Châu Diệu_Linh:Linh Hồng_Nhung:Nhung Khánh_Vy:Vy Mỹ_Duyên:Duyên Ngọc_Ánh:Ánh Phương_Thảo:Thảo Thu_Hằng:Hằng Tuyết_Nga:Nga',
    men: 'Anh_Tuấn:Tuấn Bá_Đạt:Đạt Công_Phượng:Phượng Đình_Trọng:Trọng Gia_Huy:Huy Hữu_Phước:Phước Minh_Quân:Quân Quốc_Khánh:Khánh Thanh_Tùng:Tùng Văn_Lâm:Lâm',
    families: 'Nguyễn Trần Lê Phạm Hoàng Huỳnh Võ Đặng Bùi Đỗ Dương',
  },
  {
    language: 'ru',
    speaks: ['Russian', 'English'],
    weight: 60,
    order: 'given family',
    places: ['LV Riga Europe/Riga EUR', 'KZ Almaty Asia/Almaty USD', 'AM Yerevan Asia/Yerevan USD', 'EE Narva Europe/Tallinn EUR'],
    women:
      'Дарья:Darya Анна:Anna Варвара:Varvara Галина:Galina Евгения:Yevgenia Жанна:Zhanna Зоя:Zoya Ксения:Ksenia Лидия:Lidia Маргарита:Margarita Софья:Sofya Юлия:Yulia',
    men: 'Олег:Oleg Артём:Artyom Борис:Boris Всеволод:Vsevolod Глеб:Gleb Дмитрий:Dmitry Егор:Yegor Илья:Ilya Кирилл:Kirill Лев:Lev Фёдор:Fyodor Ярослав:Yaroslav',
    families:
      'Ремизова/Ремизов:Remizova/Remizov Белова/Белов:Belova/Belov Воронцова/Воронцов:Vorontsova/Vorontsov Гордеева/Гордеев:Gordeeva/Gordeev Журавлёва/Журавлёв:Zhuravlyova/Zhuravlyov Зайцева/Зайцев:Zaytseva/Zaytsev Киселёва/Киселёв:Kiselyova/Kiselyov Лебедева/Лебедев:Lebedeva/Lebedev Соколовская/Соколовский:Sokolovskaya/Sokolovsky Тихонова/Тихонов:Tikhonova/Tikhonov Шаповал:Shapoval Щукина/Щукин:Shchukina/Shchukin',
  },
  {
    language: 'ru',
    speaks: ['Ukrainian', 'Russian', 'English'],
    weight: 25,
    order: 'given family',
    places: ['UA Львів:Lviv Europe/Kyiv EUR', 'UA Одеса:Odesa Europe/Kyiv EUR'],
    women:
      'Оксана:Oksana Богдана:Bohdana Галина:Halyna Дзвінка:Dzvinka Зоряна:Zoriana Леся:Lesia Мар’яна:Mariana Соломія:Solomiia Уляна:Uliana Ярина:Yaryna',
    men: 'Остап:Ostap Андрій:Andrii Богдан:Bohdan Василь:Vasyl Данило:Danylo Євген:Yevhen Захар:Zakhar Ігор:Ihor Назар:Nazar Тарас:Taras',
    families:
      'Савченко:Savchenko Бондаренко:Bondarenko Гнатюк:Hnatiuk Довженко:Dovzhenko Іваненко:Ivanenko Кравець:Kravets Мельник:Melnyk Сорока:Soroka Шевчук:Shevchuk Ющук:Yushchuk',
  },
  {
    language: 'en',
    speaks: ['Bulgarian', 'English'],
    weight: 12,
    order: 'given family',
    places: ['BG Пловдив:Plovdiv Europe/Sofia EUR', 'BG Варна:Varna Europe/Sofia EUR'],
    women:
      'Божидара:Bozhidara Виолета:Violeta Гергана:Gergana Десислава:Desislava Ивелина:Ivelina Йоана:Yoana Ралица:Ralitsa Цветелина:Tsvetelina',
    men: 'Асен:Asen Борислав:Borislav Георги:Georgi Димитър:Dimitar Живко:Zhivko Любомир:Lyubomir Пламен:Plamen Христо:Hristo',
    families:
      'Ангелова/Ангелов:Angelova/Angelov Генчева/Генчев:Gencheva/Genchev Димова/Димов:Dimova/Dimov Колева/Колев:Koleva/Kolev Първанова/Първанов:Parvanova/Parvanov Стоянова/Стоянов:Stoyanova/Stoyanov',
  },
  {
    language: 'en',
    speaks: ['Serbian', 'English'],
    weight: 12,
    order: 'given family',
    places: ['RS Нови_Сад:Novi_Sad Europe/Belgrade EUR'],
    women: 'Биљана:Biljana Драгана:Dragana Јелена:Jelena Љиљана:Ljiljana Милица:Milica Његослава:Njegoslava Снежана:Snežana',
    men: 'Бранислав:Branislav Ђорђе:Đorđe Јован:Jovan Лазар:Lazar Милош:Miloš Ненад:Nenad Часлав:Časlav',
    families: 'Ђурић:Đurić Јовановић:Jovanović Љубичић:Ljubičić Николић:Nikolić Петровић:Petrović Станковић:Stanković Ћирић:Ćirić',
  },
  {
    language: 'en',
    speaks: ['Greek', 'English'],
    weight: 20,
    order: 'given family',
    places: ['GR Θεσσαλονίκη:Thessaloniki Europe/Athens EUR', 'CY Λεμεσός:Limassol Asia/Nicosia EUR'],
    women:
      'Αθηνά:Athina Βασιλική:Vasiliki Δήμητρα:Dimitra Ελένη:Eleni Θεοδώρα:Theodora Ιφιγένεια:Ifigeneia Καλλιόπη:Kalliopi Ξένια:Xenia Φωτεινή:Foteini',
    men: 'Αλέξανδρος:Alexandros Γιώργος:Giorgos Δημήτρης:Dimitris Ηλίας:Ilias Θανάσης:Thanasis Κωνσταντίνος:Konstantinos Νίκος:Nikos Παναγιώτης:Panagiotis Σταύρος:Stavros',
    families:
      'Αγγελοπούλου/Αγγελόπουλος:Angelopoulou/Angelopoulos Γεωργίου:Georgiou Δημητρίου:Dimitriou Καραγιάννη/Καραγιάννης:Karagianni/Karagiannis Λαμπράκη/Λαμπράκης:Lambraki/Lambrakis Παπαδάκη/Παπαδάκης:Papadaki/Papadakis Ψαρρού/Ψαρρός:Psarrou/Psarros',
  },
]
