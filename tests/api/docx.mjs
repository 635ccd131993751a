// A DOCX made by hand: a ZIP (PKWARE APPNOTE 6.3, stored entries) of the three parts that a document needs.

const CRC = Array.from({ length: 256 }, (_, byte) => {
        let value = byte;
        for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
        return value >>> 0;
});

function crc32(bytes) {
        let value = 0xffffffff;
        for (const byte of bytes) value = CRC[(value ^ byte) & 0xff] ^ (value >>> 8);
        return (value ^ 0xffffffff) >>> 0;
}

// A ZIP of { name: bytes or text }.
export function zip(files) {
        const bodies = [];
        const entries = [];
        let at = 0;
        for (const [name, content] of Object.entries(files)) {
                const bytes = Buffer.from(content);
                const title = Buffer.from(name);
                const facts = Buffer.alloc(26); // version, flags, method, time, date, crc, sizes, name and extra length
                facts.writeUInt16LE(20, 0);
                facts.writeUInt16LE(0x21, 8);
                facts.writeUInt32LE(crc32(bytes), 10);
                facts.writeUInt32LE(bytes.length, 14);
                facts.writeUInt32LE(bytes.length, 18);
                facts.writeUInt16LE(title.length, 22);
                bodies.push(Buffer.from('PK\x03\x04', 'latin1'), facts, title, bytes);
                const rest = Buffer.alloc(14); // comment length, disk, attributes, offset
                rest.writeUInt32LE(at, 10);
                entries.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, rest, title);
                at += 30 + title.length + bytes.length;
        }
        const directory = Buffer.concat(entries);
        const end = Buffer.alloc(22);
        end.write('PK\x05\x06', 'latin1');
        end.writeUInt16LE(entries.length / 4, 8);
        end.writeUInt16LE(entries.length / 4, 10);
        end.writeUInt32LE(directory.length, 12);
        end.writeUInt32LE(at, 16);
        return Buffer.concat([...bodies, directory, end]);
}

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

// A document of paragraphs, and of others that no reader sees.
export function docx(paragraphs, { hidden = [] } = {}) {
        const paragraph = (text, style) => `<w:p><w:r>${style}<w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;
        const body = [...paragraphs.map((text) => paragraph(text, '')),
                ...hidden.map((text) => paragraph(text, '<w:rPr><w:vanish/></w:rPr>'))].join('');
        const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
        return zip({
                '[Content_Types].xml':
                        `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
                        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
                        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument' +
                        '.wordprocessingml.document.main+xml"/></Types>',
                '_rels/.rels':
                        `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
                        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships' +
                        '/officeDocument" Target="word/document.xml"/></Relationships>',
                'word/document.xml':
                        `${head}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` +
                        `<w:body>${body}</w:body></w:document>`,
        });
}
