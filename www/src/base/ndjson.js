// Lines of JSON out of text that arrives in pieces. Empty lines (sent to keep the connection open) are passed over.

const LONGEST_LINE = 4 << 20;

export class LineReader {
        /** @param {(value: any) => void} onValue called for each whole line */
        constructor(onValue) {
                this.onValue = onValue;
                this.rest = '';
        }

        /** @param {string} piece */
        push(piece) {
                const lines = (this.rest + piece).split('\n');
                this.rest = lines.pop() ?? '';
                if (this.rest.length > LONGEST_LINE)
                        throw new RangeError('A line of the stream is too long.');
                for (const line of lines)
                        if (line.trim() !== '')
                                this.onValue(JSON.parse(line));
        }
}
