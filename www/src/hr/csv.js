// Lists of candidates as text: read leniently (commas, semicolons or tabs; quotes; a line with the columns' names or none;
// "Name <address>"), each row with what is wrong with it; and written so that a spreadsheet runs nothing.

/** `error`: '' or what is wrong: name_missing, name_long, email_wrong, email_twice, quote_open.
 *  @typedef {{line: number, name: string, email: string, error: string}} Row */

/** More than these at once are no list of candidates any more. */
export const ROWS_MOST = 500;
const NAME_MOST = 200;
const EMAIL_MOST = 254;
const NAME_WORDS = /^(full[ _-]?)?name$|^candidate$|^kandidat/i;
const EMAIL_WORDS = /^e-?mail([ _-]?address)?$|^address$/i;

/** As the server sees it. @param {string} text */
export const isEmail = (text) => text.length >= 3 && text.length <= EMAIL_MOST && /^[^@\s<>"]+@[^\s<>"]+$/.test(text);

/** The separator that stands most often outside quotes. @param {string} text */
function separatorOf(text) {
        const bare = text.replace(/"[^"]*"/g, '');
        const count = (/** @type {string} */ one) => bare.split(one).length;
        return ['\t', ';', ','].reduce((best, one) => count(one) > count(best) ? one : best);
}

/** Cells by RFC 4180, with the line that each row begins on; empty rows are left out. @param {string} written
 *  @returns {{line: number, cells: string[], isOpen: boolean}[]} */
export function cellsOf(written) {
        const text = written.replace(/\r\n?/g, '\n');
        const separator = separatorOf(text);
        const rows = [{ line: 1, cells: [''], isOpen: false }];
        let line = 1;
        for (let at = 0, isQuoted = false; at < text.length; at++) {
                const row = rows[rows.length - 1];
                const last = row.cells.length - 1;
                const one = text[at];
                line += one === '\n' ? 1 : 0;
                if (isQuoted && one === '"' && text[at + 1] === '"')
                        row.cells[last] += text[++at];
                else if (isQuoted && one !== '"')
                        row.cells[last] += one;
                else if (isQuoted)
                        isQuoted = row.isOpen = false;
                else if (one === '"' && row.cells[last].trim() === '')
                        [row.cells[last], isQuoted, row.isOpen] = ['', true, true];
                else if (one === separator)
                        row.cells.push('');
                else if (one === '\n')
                        rows.push({ line, cells: [''], isOpen: false });
                else
                        row.cells[last] += one;
        }
        return rows.filter(({ cells, isOpen }) => isOpen || cells.some((cell) => cell.trim()));
}

/** Which column is which: by their names where the first row has them. @param {string[]} cells */
function columnsOf(cells) {
        const trimmed = cells.map((cell) => cell.trim());
        const name = trimmed.findIndex((cell) => NAME_WORDS.test(cell));
        const email = trimmed.findIndex((cell) => EMAIL_WORDS.test(cell));
        return name >= 0 ? { name, email, hasNames: true } : { name: 0, email: 1, hasNames: false };
}

/** @param {string[]} cells @param {{name: number, email: number, hasNames: boolean}} columns */
function personOf(cells, columns) {
        const one = (/** @type {number} */ at) => (cells[at] ?? '').replace(/\s+/g, ' ').trim();
        const name = one(columns.name);
        const email = one(columns.email);
        const both = /^(.*?)\s*<([^<>]+)>$/.exec(name);
        if (both && !email)
                return { name: both[1], email: both[2] };
        // Without names of columns the address may stand first.
        if (!columns.hasNames && isEmail(name) && !isEmail(email))
                return { name: email, email: name };
        return { name, email };
}

/** @param {string} text @returns {{rows: Row[], isTooLong: boolean}} */
export function readCandidates(text) {
        const all = cellsOf(text.replace(/^\uFEFF/, ''));
        const columns = columnsOf(all[0]?.cells ?? []);
        const people = columns.hasNames ? all.slice(1) : all;
        /** @type {Set<string>} */
        const seen = new Set();
        const rows = people.slice(0, ROWS_MOST).map(({ line, cells, isOpen }) => {
                const { name, email } = personOf(cells, columns);
                const known = email.toLowerCase();
                const error = isOpen ? 'quote_open' : !name ? 'name_missing' : [...name].length > NAME_MOST ? 'name_long' : email && !isEmail(email) ? 'email_wrong'
                        : known && seen.has(known) ? 'email_twice' : '';
                if (!error)
                        seen.add(known);
                return { line, name, email, error };
        });
        return { rows, isTooLong: people.length > ROWS_MOST };
}

/** A cell in which a spreadsheet finds no formula. @param {string} text */
const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** @param {string[][]} rows */
export const writeCsv = (rows) => rows.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');

/** Gives the table to the browser as a file, marked so that spreadsheets read it as UTF-8. @param {string} name @param {string[][]} rows */
export function saveCsv(name, rows) {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob(['\uFEFF', writeCsv(rows)], { type: 'text/csv;charset=utf-8' }));
        link.download = name;
        link.click();
        URL.revokeObjectURL(link.href);
}
