// The evidence of each criterion: the level first, then the words that were said, each with the second at which they were.
import { html, nothing } from 'lit';
import { clock } from '../../base/format.js';
import { t } from '../../base/i18n.js';
import { icon } from '../../base/icons.js';
import { indicatorOf } from './model.js';
import { reasonWords, scoreWords } from './words.js';

/** So many quotes of a criterion stand open. */
const QUOTES_OPEN = 3;

/** @typedef {{report: any, spoken: Set<number>, playing: string, play: (key: string, evidence: import('./model.js').Evidence) => void}} View */

/** The same words may show several things: they stand once, with all of them.
 *  @param {import('./model.js').Evidence[]} evidence @returns {import('./model.js').Evidence[][]} */
function byQuote(evidence) {
        /** @type {Map<string, import('./model.js').Evidence[]>} */
        const groups = new Map();
        for (const one of evidence) {
                const key = `${one.turn} ${one.start_ms} ${one.quote}`;
                groups.set(key, [...groups.get(key) ?? [], one]);
        }
        return [...groups.values()];
}

/** Steps of a scale, such as parts of the points that matter: whoever reached one has those below it, too. */
const isStep = (/** @type {import('./model.js').Evidence | undefined} */ one) => one?.indicator.startsWith('made_') ?? false;

/** What the words showed, with its points; of steps the highest alone, with the points of all.
 *  @param {any} report @param {string} criterion @param {import('./model.js').Evidence[]} group */
function reasons(report, criterion, group) {
        let carried = 0;
        return group.map((one, at) => {
                const { text, points } = indicatorOf(report.rubric, one.criterion ?? criterion, one.indicator);
                if (isStep(one) && isStep(group[at + 1])) {
                        carried += points ?? 0;
                        return nothing;
                }
                const all = points === null ? null : points + carried;
                carried = 0;
                return reason(text, all);
        });
}

/** @param {string} text @param {number | null} points */
function reason(text, points) {
        return text ? html`<p class="quote-why">${icon('check')} ${text}${points !== null
                ? html` <span class="muted">· ${t('hr.report.points', { count: points })}</span>` : nothing}</p>` : nothing;
}

/** @param {View} view @param {import('./model.js').Criterion} criterion @param {import('./model.js').Evidence[]} group @param {number} at */
function quote({ report, spoken, playing, play }, criterion, group, at) {
        const [evidence] = group;
        const key = `${criterion.key}/${at}`;
        const hasTime = typeof evidence.start_ms === 'number' && evidence.start_ms >= 0;
        const canPlay = spoken.has(evidence.turn);
        const isPlaying = playing === key;
        const place = hasTime ? t('hr.report.place', { turn: evidence.turn, time: clock(Number(evidence.start_ms)) })
                : t('hr.report.place_typed', { turn: evidence.turn });
        return html`<li class="quote" data-playing=${isPlaying ? '' : nothing}>
                ${canPlay ? html`<button type="button" class="round-button" aria-label=${t(isPlaying ? 'hr.report.pause_quote' : 'hr.report.play_quote',
                        { quote: evidence.quote, place })} @click=${() => play(key, evidence)}>${icon(isPlaying ? 'pause' : 'play')}</button>`
                        : html`<span class="quote-typed" title=${t('hr.report.typed')}>${icon('keyboard')}</span>`}
                <div class="quote-body"><blockquote><p>“${evidence.quote}” <a class="quote-place" href="#turn-${evidence.turn}">${place}</a></p></blockquote>
                        ${reasons(report, criterion.key, group)}</div>
        </li>`;
}

/** The first few stand open; the rest unfolds. @param {View} view @param {import('./model.js').Criterion} criterion
 *  @param {import('./model.js').Evidence[][]} groups */
function quotes(view, criterion, groups) {
        const list = (/** @type {number} */ from, /** @type {number} */ to) => html`<ul class="quotes" role="list">${groups.slice(from, to)
                .map((group, at) => quote(view, criterion, group, from + at))}</ul>`;
        const more = groups.length - QUOTES_OPEN;
        return more < 2 ? list(0, groups.length) : html`${list(0, QUOTES_OPEN)}
                <details class="not-shown more-quotes"><summary>${t('hr.report.more_quotes', { count: more })}</summary>${list(QUOTES_OPEN, groups.length)}</details>`;
}

/** The level's meaning without its name, which stands beside it: "Partly: hints only." -> "Hints only." @param {string} text @param {any} level */
function withoutLevel(text, level) {
        const rest = text.startsWith(`${level}: `) ? text.slice(level.length + 2) : text;
        return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** @param {View} view @param {import('./model.js').Criterion} criterion */
export function evidenceCard(view, criterion) {
        const hasScore = typeof criterion.score === 'number';
        const hidden = criterion.not_shown ?? [];
        return html`<article class="card evidence" aria-labelledby="criterion-${criterion.key}">
                <div class="evidence-head"><h3 id="criterion-${criterion.key}">${criterion.name}</h3>
                        <span class="pill">${hasScore ? scoreWords(Number(criterion.score)) : t('hr.report.no_score')}</span></div>
                ${hasScore ? criterion.level_text ? html`<p class="evidence-level">${withoutLevel(criterion.level_text, criterion.level)}</p>` : nothing
                        : html`<p class="evidence-level">${reasonWords(criterion.null_reason)}</p>`}
                ${criterion.evidence?.length ? quotes(view, criterion, byQuote(criterion.evidence)) : nothing}
                ${hidden.length > 0 ? html`<details class="not-shown"><summary>${t('hr.report.not_shown', { count: hidden.length })}</summary>
                        <ul>${hidden.map((text) => html`<li>${text}</li>`)}</ul></details>` : nothing}
        </article>`;
}
