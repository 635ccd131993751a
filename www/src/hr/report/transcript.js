// Every question and answer. A press on a line plays it; the line that sounds is marked; words can be looked for.
import { html, nothing } from 'lit';
import { EarElement } from '../../base/element.js';
import { clock, span } from '../../base/format.js';
import { t } from '../../base/i18n.js';
import { icon } from '../../base/icons.js';
import { announce } from '../../components/status.js';
import { cut, findAll, isSpoken, linesOf, partsOn, questionText } from './model.js';
import { percent } from './words.js';

/** @type {Record<string, string>} */
const NO_ANSWER = { asked: 'hr.report.not_reached', skipped: 'hr.report.skipped' };
const ANNOUNCE_MS = 700;

/** @fires CustomEvent<{turn: number, from_ms: number}> play */
export class ReportTranscript extends EarElement {
        static properties = { report: { attribute: false }, wanted: { state: true }, now: { state: true } };

        constructor() {
                super();
                /** @type {any} */
                this.report = null;
                this.wanted = '';
                /** The line that sounds: "turn/line", or ''. */
                this.now = '';
                this.timer = 0;
                this.hit = -1;
                /** @type {{turn: import('./model.js').Turn, lines: import('./model.js').Line[], quotes: [number, number][]}[]} */
                this.answers = [];
        }

        /** @param {Map<string, unknown>} changed */
        willUpdate(changed) {
                if (!changed.has('report'))
                        return;
                const evidence = (this.report.criteria ?? []).flatMap((/** @type {any} */ one) => one.evidence ?? []);
                this.answers = (this.report.turns ?? []).map((/** @type {import('./model.js').Turn} */ turn) => {
                        const lines = linesOf(turn);
                        const whole = lines.map(({ text }) => text).join(' ');
                        const quotes = evidence.filter((/** @type {any} */ one) => one.turn === turn.turn)
                                .flatMap((/** @type {any} */ one) => findAll(whole, one.quote.split(/\s+/).join(' ')).slice(0, 1));
                        return { turn, lines, quotes };
                });
        }

        /** Marks the line that sounds. @param {number} turn @param {number} position_ms -1 for none */
        followSound(turn, position_ms) {
                const answer = this.answers.find((one) => one.turn.turn === turn);
                const at = position_ms < 0 ? -1 : answer?.lines.findLastIndex(({ start_ms }) => start_ms <= position_ms + 50) ?? -1;
                const now = at < 0 ? '' : `${turn}/${at}`;
                if (now === this.now)
                        return;
                this.now = now;
        }

        /** @param {string} wanted */
        look(wanted) {
                this.wanted = wanted;
                this.hit = -1;
                clearTimeout(this.timer);
                this.timer = setTimeout(() => wanted.trim() && announce(this.countText()), ANNOUNCE_MS);
        }

        get count() {
                return this.answers.reduce((sum, { lines }) => sum + lines.reduce((hits, { text }) => hits + findAll(text, this.wanted).length, 0), 0);
        }

        countText() {
                return t('hr.report.found', { count: this.count });
        }

        /** @param {SubmitEvent} event */
        async next(event) {
                event.preventDefault();
                const hits = this.querySelectorAll('mark');
                if (hits.length === 0)
                        return;
                this.hit = (this.hit + 1) % hits.length;
                hits.forEach((mark, at) => mark.toggleAttribute('data-current', at === this.hit));
                hits[this.hit].scrollIntoView({ block: 'center' });
        }

        /** @param {number} turn @param {number} from_ms */
        play(turn, from_ms) {
                this.dispatchEvent(new CustomEvent('play', { detail: { turn, from_ms } }));
        }

        /** @param {import('./model.js').Line} line @param {[number, number][]} quotes */
        text(line, quotes) {
                return cut(line.text, partsOn(line, quotes)).map((piece) => {
                        const inner = cut(piece.text, findAll(piece.text, this.wanted)).map(({ text, isMarked }) => isMarked ? html`<mark>${text}</mark>` : text);
                        return piece.isMarked ? html`<span class="quoted">${inner}</span>` : inner;
                });
        }

        /** @param {{turn: import('./model.js').Turn, lines: import('./model.js').Line[], quotes: [number, number][]}} answer */
        answer({ turn, lines, quotes }) {
                const number = turn.turn;
                if (lines.length === 0)
                        return html`<p class="muted">${t(NO_ANSWER[turn.status ?? ''] ?? 'hr.report.no_answer')}</p>`;
                if (!isSpoken(turn))
                        return html`<p class="typed">${lines.map((line) => this.text(line, quotes))}</p>`;
                return html`<ol class="lines" role="list">${lines.map((line, at) => html`<li class="line" data-now=${this.now === `${number}/${at}` ? '' : nothing}
                        @click=${() => getSelection()?.isCollapsed !== false && this.play(number, line.start_ms)}>
                        <button type="button" class="line-time" aria-label=${t('hr.report.play_from', { time: clock(line.start_ms), turn: number })}
                                @click=${(/** @type {Event} */ event) => { event.stopPropagation(); this.play(number, line.start_ms); }}>${clock(line.start_ms)}</button>
                        <p>${this.text(line, quotes)}</p></li>`)}</ol>`;
        }

        /** @param {import('./model.js').Turn} turn */
        facts(turn) {
                const { transcript, voice_metrics } = turn;
                const facts = [
                        turn.question?.competency,
                        isSpoken(turn) && voice_metrics?.duration_ms ? span(voice_metrics.duration_ms / 1000) : transcript?.text && !isSpoken(turn) ? t('hr.report.typed') : '',
                        typeof transcript?.confidence === 'number' && transcript.confidence >= 0 ? t('hr.report.confidence_of', { share: percent(transcript.confidence) }) : '',
                        transcript?.original_text && transcript.original_text !== transcript.text ? t('hr.report.corrected') : '',
                ].filter(Boolean);
                return html`<p class="muted small">${facts.join(' · ')}</p>`;
        }

        render() {
                return html`<div class="section-head"><h2 id="transcript">${t('hr.transcript.title')}</h2>
                        <form class="search" role="search" @submit=${(/** @type {SubmitEvent} */ event) => this.next(event)}>
                                <label class="visually-hidden" for="look">${t('hr.report.look')}</label>${icon('search')}
                                <input class="input" id="look" type="search" placeholder=${t('hr.report.look')} autocomplete="off" .value=${this.wanted}
                                        @input=${(/** @type {InputEvent} */ event) => this.look(/** @type {HTMLInputElement} */ (event.target).value)}>
                                <span class="muted small">${this.wanted.trim() ? this.countText() : nothing}</span></form></div>
                <div class="card turns">${this.answers.map((one) => html`<section class="turn" id="turn-${one.turn.turn}" tabindex="-1" aria-labelledby="question-${one.turn.turn}">
                        <div class="turn-head"><div><p class="turn-number">${t('hr.report.question', { number: one.turn.turn })}</p>
                                <h3 id="question-${one.turn.turn}">${questionText(one.turn.question)}</h3>${this.facts(one.turn)}
                                ${one.turn.question?.rests_on ? html`<p class="muted small">${t('hr.report.rests_on', { source: one.turn.question.rests_on })}</p>` : nothing}</div>
                                ${isSpoken(one.turn) && one.lines.length > 0 ? html`<button type="button" class="round-button"
                                        aria-label=${t('hr.report.play_answer', { number: one.turn.turn })} @click=${() => this.play(one.turn.turn, 0)}>${icon('play')}</button>` : nothing}</div>
                        ${this.answer(one)}</section>`)}</div>`;
        }
}

customElements.define('hr-report-transcript', ReportTranscript);
