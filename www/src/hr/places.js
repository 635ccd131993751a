// Where things go when they are moved, as pure functions.

/** The list with one moved. @template Item @param {Item[]} items @param {number} from @param {number} to @returns {Item[]} */
export function moved(items, from, to) {
        const others = [...items];
        const [one] = others.splice(from, 1);
        others.splice(to, 0, one);
        return others;
}

/** Where a card that is dropped goes, from the middles of the cards along the page: before the first whose middle is below.
 *  @param {number} from @param {number} y @param {number[]} middles @returns {number} */
export function placeFor(from, y, middles) {
        const others = middles.filter((_, at) => at !== from);
        const before = others.findIndex((middle) => y < middle);
        return before < 0 ? others.length : before;
}
