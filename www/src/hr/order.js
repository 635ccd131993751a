// Changing the order of cards: by their buttons, and by dragging the grip at their head. The grip is for pointers alone;
// the buttons do the same for everybody.
import { html } from 'lit';
import { icon } from '../base/icons.js';
import { placeFor } from './places.js';

/** The grip of a card. Pressed, the card follows the pointer's place in the list; let go, `onMove` is told.
 *  @param {{list: string, at: number, onMove: (to: number) => void}} card `list` selects the cards' list from the grip upwards */
export const grip = ({ list, at, onMove }) => html`<span class="grip" aria-hidden="true"
        @pointerdown=${(/** @type {PointerEvent} */ event) => drag(event, list, at, onMove)}>${icon('grip-vertical')}</span>`;

/** @param {PointerEvent} event @param {string} list @param {number} from @param {(to: number) => void} onMove */
function drag(event, list, from, onMove) {
        const handle = /** @type {HTMLElement} */ (event.currentTarget);
        const cards = /** @type {HTMLElement[]} */ ([...handle.closest(list)?.children ?? []]);
        if (event.button !== 0 || cards.length < 2)
                return;
        event.preventDefault();
        const stop = new AbortController();
        const middles = () => cards.map((card) => card.getBoundingClientRect().top + card.offsetHeight / 2);
        let to = from;
        const show = () => cards.forEach((card, at) => {
                const others = cards.filter((_, other) => other !== from);
                card.toggleAttribute('data-dragged', at === from);
                card.toggleAttribute('data-drop-before', to !== from && card === others[to]);
                card.toggleAttribute('data-drop-after', to !== from && to === others.length && card === others.at(-1));
        });
        const end = (/** @type {boolean} */ isDropped) => {
                stop.abort();
                for (const card of cards)
                        for (const name of ['data-dragged', 'data-drop-before', 'data-drop-after'])
                                card.removeAttribute(name);
                if (isDropped && to !== from)
                        onMove(to);
        };
        const { signal } = stop;
        handle.setPointerCapture(event.pointerId);
        handle.addEventListener('pointermove', ({ clientY }) => {
                to = placeFor(from, clientY, middles());
                show();
        }, { signal });
        handle.addEventListener('pointerup', () => end(true), { signal });
        handle.addEventListener('pointercancel', () => end(false), { signal });
        document.addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), { signal });
        show();
}
