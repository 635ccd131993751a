// A ZIP file (APPNOTE 6.3.3) whose parts are stored as they are: sound is compressed already.

const TABLE = new Uint32Array(256).map((_, index) => {
        let value = index;
        for (let bit = 0; bit < 8; bit++)
                value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
        return value;
});

/** @param {Uint8Array} bytes */
export function crc32(bytes) {
        let value = 0xffffffff;
        for (const byte of bytes)
                value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
        return (value ^ 0xffffffff) >>> 0;
}

/** So many bits each, little end first. @param {[number, number][]} fields */
function packed(fields) {
        const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
        let at = 0;
        for (const [size, value] of fields) {
                if (size === 2)
                        view.setUint16(at, value, true);
                else
                        view.setUint32(at, value, true);
                at += size;
        }
        return new Uint8Array(view.buffer);
}

/** @param {{name: string, bytes: Uint8Array}[]} files names in ASCII @param {Date} at when they were made */
export function zip(files, at) {
        const date = (at.getFullYear() - 1980) << 9 | (at.getMonth() + 1) << 5 | at.getDate();
        const time = at.getHours() << 11 | at.getMinutes() << 5 | at.getSeconds() >> 1;
        /** @type {Uint8Array[]} */
        const parts = [];
        /** @type {Uint8Array[]} */
        const directory = [];
        let offset = 0;
        for (const { name, bytes } of files) {
                const title = new TextEncoder().encode(name);
                const crc = crc32(bytes);
                /** @type {[number, number][]} */
                const facts = [[2, 10], [2, 0], [2, 0], [2, time], [2, date], [4, crc], [4, bytes.length], [4, bytes.length], [2, title.length], [2, 0]];
                const head = packed([[4, 0x04034b50], ...facts]);
                parts.push(head, title, bytes);
                directory.push(packed([[4, 0x02014b50], [2, 10], ...facts, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), title);
                offset += head.length + title.length + bytes.length;
        }
        const size = directory.reduce((sum, part) => sum + part.length, 0);
        const end = packed([[4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]]);
        return new Blob(/** @type {BlobPart[]} */ ([...parts, ...directory, end]), { type: 'application/zip' });
}
