// How the answers were spoken: facts apart from the scores, which they never move.
import { html, nothing } from 'lit';
import { clock } from '../../base/format.js';
import { t } from '../../base/i18n.js';
import { table } from '../table.js';
import { isSpoken } from './model.js';

/** @param {number | null | undefined} value */
const number = (value) => typeof value === 'number' ? String(Math.round(value)) : '–';

/** @param {any} report */
export function deliveryCard(report) {
        const spoken = /** @type {import('./model.js').Turn[]} */ (report.turns ?? []).filter((turn) => isSpoken(turn) && turn.voice_metrics);
        if (spoken.length === 0)
                return nothing;
        const totals = [
                [t('hr.delivery.speaking'), report.total_speaking_time_seconds ? clock(report.total_speaking_time_seconds * 1000) : ''],
                [t('hr.delivery.pace'), report.avg_speech_pace ? t('hr.delivery.words_a_minute', { count: Math.round(report.avg_speech_pace) }) : ''],
                [t('hr.delivery.fillers_total'), typeof report.total_filler_words === 'number' ? String(report.total_filler_words) : ''],
        ].filter(([, value]) => value);
        return html`<section class="stack" aria-labelledby="delivery"><h2 id="delivery">${t('hr.delivery.title')}</h2>
                <div class="card stack-l delivery"><p class="apart">${t('hr.delivery.apart')}</p>
                <dl class="figures">${totals.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
                ${table({ caption: t('hr.delivery.title'),
                        columns: [{ label: t('hr.delivery.answer') }, { label: t('hr.delivery.length'), isNumber: true }, { label: t('hr.delivery.pace_short'), isNumber: true },
                                { label: t('hr.delivery.pauses'), isNumber: true }, { label: t('hr.delivery.fillers'), isNumber: true }],
                        rows: spoken.map(({ turn, voice_metrics: voice }) => [t('hr.report.answer', { number: turn }), clock(voice.duration_ms ?? 0),
                                number(voice.speech_pace), number(voice.pause_count), voice.filler_words?.length
                                        ? `${voice.filler_word_count} (${voice.filler_words.join(', ')})` : number(voice.filler_word_count)]) })}
                </div></section>`;
}
