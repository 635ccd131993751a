// Made-up people and the layouts that CVs have: one column, two columns, a dark sidebar, tables, small print,
// headers and footers, watermarks.
const EXPERIENCE = [
  ['Backend Engineer', 'Northwind GmbH, Berlin', '2019 – 2023', ['Built an order pipeline with Kafka and PostgreSQL for two thousand shops, and cut the time from order to parcel by a third.', 'Led a team of six engineers through the move of a billing service to a new database without an hour of downtime.', 'Office workflow: refined the on-call rota so that nobody was woken more than twice a month.']],
  ['Junior Developer', 'Contoso Ltd, Leeds', '2016 – 2019', ['Wrote internal tools in Django that finance and sales still use every single day.', 'Taught three apprentices how to test what they write before anybody else does.']],
];
const PEOPLE = [
  { key: 'en', name: 'Jane Example', title: 'Senior Backend Engineer', summary: 'Engineer who likes queues, databases that survive, and colleagues who ask questions. Nine years of experience in logistics and payments.', headings: ['Profile', 'Work Experience', 'Education', 'Skills', 'Languages', 'Contact'], education: 'BSc Computer Science, University of Example, 2016, with a thesis on the recovery of distributed queues', skills: ['Go', 'Rust', 'PostgreSQL', 'Kafka', 'Kubernetes', 'Incident response'], languages: ['English, native', 'German, fluent'] },
  { key: 'de', name: 'Jörg Müßig', title: 'Verwaltungsfachangestellter', summary: 'Sachbearbeiter mit Überblick über Haushaltsführung, Beschaffungsvorschriften und Bürgeranliegen; seit elf Jahren in der öffentlichen Verwaltung tätig.', headings: ['Profil', 'Berufserfahrung', 'Ausbildung', 'Kenntnisse', 'Sprachen', 'Kontakt'], education: 'Ausbildung zum Verwaltungsfachangestellten, Stadt Beispielhausen, 2009 bis 2012, Abschluss mit der Note gut', skills: ['Haushaltsrecht', 'SAP', 'Tabellenkalkulation', 'Gesprächsführung'], languages: ['Deutsch, Muttersprache', 'Englisch, gut'] },
  { key: 'fr', name: 'Chloé Lefèvre', title: 'Infirmière diplômée d’État', summary: 'Infirmière en réanimation depuis huit ans, attentive aux familles et à la transmission des savoirs entre équipes de jour et de nuit.', headings: ['Profil', 'Expérience professionnelle', 'Formation', 'Compétences', 'Langues', 'Contact'], education: 'Diplôme d’État d’infirmier, Institut de formation de Lyon, 2015, mention très bien au mémoire de fin d’études', skills: ['Réanimation', 'Hémodialyse', 'Tutorat', 'Gestion des stocks'], languages: ['Français, langue maternelle', 'Espagnol, courant'] },
  { key: 'es', name: 'Íñigo Muñoz', title: 'Técnico de mantenimiento', summary: 'Técnico de mantenimiento industrial con diez años de experiencia en líneas de embotellado, amigo de la prevención y del trabajo bien hecho.', headings: ['Perfil', 'Experiencia laboral', 'Formación', 'Habilidades', 'Idiomas', 'Contacto'], education: 'Ciclo superior de mecatrónica industrial, Instituto Ejemplo de Zaragoza, promoción de 2013', skills: ['Neumática', 'Autómatas', 'Soldadura', 'Lectura de planos'], languages: ['Español, nativo', 'Inglés, medio'] },
  { key: 'ru', name: 'Анна Примерова', title: 'Главный бухгалтер', summary: 'Главный бухгалтер с опытом пятнадцать лет в торговле и на производстве, веду учёт и отчётность без замечаний аудиторов.', headings: ['О себе', 'Опыт работы', 'Образование', 'Навыки', 'Языки', 'Контакты'], education: 'Экономический факультет Примерного государственного университета, диплом с отличием, год выпуска две тысячи шестой', skills: ['Налоговый учёт', 'Отчётность', 'Управление людьми'], languages: ['Русский, родной', 'Английский, средний'] },
  { key: 'el', name: 'Ελένη Παραδείγματος', title: 'Καθηγήτρια μαθηματικών', summary: 'Καθηγήτρια μαθηματικών με δώδεκα χρόνια εμπειρίας σε δημόσια σχολεία και αγάπη για τη διδασκαλία με παραδείγματα από την καθημερινή ζωή.', headings: ['Προφίλ', 'Εμπειρία', 'Σπουδές', 'Δεξιότητες', 'Γλώσσες', 'Επικοινωνία'], education: 'Πτυχίο Μαθηματικών, Πανεπιστήμιο Πατρών, έτος αποφοίτησης δύο χιλιάδες δέκα', skills: ['Διδασκαλία', 'Οργάνωση ομάδων'], languages: ['Ελληνικά, μητρική', 'Αγγλικά, άριστα'] },
];

export const people = () => PEOPLE;

const list = (items) => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
const jobs = () => EXPERIENCE.map(([title, place, years, done]) => `<h3>${title}</h3><p class="where">${place}, ${years}</p>${list(done)}`).join('');
const page = (css, body) => `<!doctype html><html><head><meta charset="utf-8"><title> </title><style>@page { size: A4; margin: 18mm } body { font: 10.5pt/1.4 "DejaVu Sans", sans-serif; hyphens: none } h1 { font-size: 20pt } h2 { font-size: 13pt } ${css}</style></head><body>${body}</body></html>`;

export function pages(person) {
  const [profile, work, study, skill, language, contact] = person.headings;
  const head = `<h1>${person.name}</h1><p>${person.title}</p>`;
  const address = `<p>${person.key}@example.org<br>+49 30 1234567<br>12 Sample Street, 10115 Sampletown</p>`;
  const main = `<h2>${profile}</h2><p>${person.summary}</p><h2>${work}</h2>${jobs()}<h2>${study}</h2><p>${person.education}</p>`;
  const side = `<h2>${contact}</h2>${address}<h2>${skill}</h2>${list(person.skills)}<h2>${language}</h2>${list(person.languages)}`;
  const dark = 'background: #1d3557; color: #fff; padding: 6mm';
  return {
    plain: page('', head + main + side),
    serif: page('body { font-family: "Liberation Serif", serif; text-align: justify; hyphens: auto }', head + main + side),
    columns: page('.two { columns: 2; column-gap: 10mm }', `${head}<div class="two">${main}${side}</div>`),
    sidebar: page(`.side { float: left; width: 55mm; ${dark} } .main { margin-left: 75mm }`, `<div class="side">${side}</div><div class="main">${head}${main}</div>`),
    rightbar: page('.side { float: right; width: 50mm; background: #f1efe7; padding: 4mm } .main { margin-right: 68mm }', `${head}<div class="side">${side}</div><div class="main">${main}</div>`),
    banner: page(`.banner { ${dark} } h2 { color: #999 } .where { color: #b0b0b0; font-size: 8pt }`, `<div class="banner">${head}</div>${main}${side}`),
    table: page('td { vertical-align: top; padding: 2mm } td:first-child { width: 35mm; color: #777 }', `${head}<table><tr><td>${profile}</td><td>${person.summary}</td></tr><tr><td>${work}</td><td>${jobs()}</td></tr><tr><td>${study}</td><td>${person.education}</td></tr><tr><td>${skill}</td><td>${person.skills.join(', ')}</td></tr></table>`),
    cells: page(`th { ${dark} } td, th { border: 0.5pt solid #ccc; padding: 1mm 3mm; text-align: left }`, `${head}<table><tr><th>${skill}</th><th>${language}</th></tr><tr><td>${list(person.skills)}</td><td>${list(person.languages)}</td></tr></table>${main}`),
    running: page('@page { @top-left { content: "Curriculum vitae"; color: #aaa; font-size: 7pt } @bottom-right { content: counter(page); font-size: 7pt } } .mark { position: fixed; top: 90mm; left: 20mm; font-size: 60pt; color: #eee; transform: rotate(-30deg) } small { font-size: 5.5pt; color: #888 }', `<div class="mark">SAMPLE</div>${head}${main}${side}<p><small>I agree that my data are kept for the time of the application and not a day longer than that.</small></p>`),
  };
}
