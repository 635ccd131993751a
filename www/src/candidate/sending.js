// The face of the answer card while an answer is on its way: how far it is, in steps that the server reports.
import { html, nothing } from 'lit';
import { size } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { notice } from '../components/notice.js';

const SLOW_MS = 20_000;
const STUCK_MS = 60_000;

/** @param {'done' | 'now' | 'later'} state @param {string} text @param {unknown} [more] */
const step = (state, text, more) => html`<li data-state=${state}>
        <span class="step-sign">${state === 'done' ? icon('check') : nothing}</span><div>${text}${more ?? nothing}</div></li>`;

/** @param {import('./answer.js').AnswerStore} answer */
function trouble(answer) {
        const sending = /** @type {import('./delivery.js').Sending} */ (answer.sending);
        const { failure, isReceived, isTyped, retryAt, startedAt } = sending;
        const retry = html`<button type="button" class="button" @click=${() => answer.send()}>${icon('refresh-cw')} ${t('sending.retry')}</button>`;
        if (failure) {
                const key = failure.isOffline ? (isReceived ? 'offline_saved' : isTyped ? 'offline_text' : 'offline')
                        : isReceived ? 'failed_saved' : 'failed';
                const wait = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
                return notice('error', html`<p><strong>${t(`sending.${key}`)}</strong></p>
                        ${failure.isOffline ? nothing : html`<p>${failure.message}</p>`}
                        ${failure.request_id ? html`<p class="small">${t('common.request_id')} <code>${failure.request_id}</code></p>` : nothing}
                        <p class="small" aria-hidden="true">${t('sending.retry_in', { count: wait })}</p>`,
                html`${retry}${isReceived ? nothing : html`<button type="button" class="button" @click=${() => answer.delivery.back()}>${t('sending.back')}</button>`}`);
        }
        if (!isReceived)
                return html`<p class="hint">${t('sending.keep_open')}</p>`;
        if (Date.now() - startedAt > STUCK_MS)
                return notice('warn', html`<p>${t('sending.stuck')}</p>`, sending.isWatched ? undefined : retry);
        if (Date.now() - startedAt > SLOW_MS)
                return notice('info', html`<p>${t('sending.slow')}</p>`);
        return nothing;
}

/** @typedef {'sending' | 'listening' | 'thinking' | 'speaking'} Stage */

/** Where the answer is. @param {import('./delivery.js').Sending} sending @param {boolean} isSpeaking whether the next question sounds @returns {Stage} */
export function stageOf({ isReceived, isTyped, transcript }, isSpeaking) {
        if (!isReceived)
                return 'sending';
        if (isSpeaking)
                return 'speaking';
        return isTyped || transcript !== null ? 'thinking' : 'listening';
}

/** @param {import('./answer.js').AnswerStore} answer */
export function sendingFace(answer) {
        const { sending } = answer;
        if (!sending)
                return nothing;
        const { isReceived, isTyped, transcript, sent, total, failure } = sending;
        const hasText = transcript !== null;
        const stage = stageOf(sending, answer.voice.state === 'speaking');
        const pill = t(failure && !isReceived ? 'sending.waiting' : `stage.${stage}`);
        const pillOf = answer.ahead ? html`<span class="pill" data-kind="danger"><span class="dot pulse"></span> ${t('answer.recording')}</span>`
                : html`<span class="pill" data-kind=${failure ? 'warn' : 'accent'}>${pill}</span>`;
        const isChosen = stage === 'speaking' || answer.interview.upcoming !== null;
        return html`<div class="answer-head">${pillOf}</div>
                ${answer.ahead ? html`<p class="hint">${t('sending.ahead')}</p>` : nothing}
                <ol class="steps-done" tabindex="-1" data-face="sending" aria-label=${pill}>
                        ${step(isReceived ? 'done' : 'now', t(isReceived ? 'sending.saved' : 'sending.saving'), isReceived || total === 0 ? nothing : html`
                                <progress max=${total} .value=${sent} aria-label=${t('sending.saving')}></progress>
                                <span class="small muted numeric">${t('sending.progress', { sent: size(sent), total: size(total) })}</span>`)}
                        ${isTyped ? nothing : step(hasText ? 'done' : isReceived ? 'now' : 'later',
                                t(hasText ? 'sending.transcribed' : 'sending.transcribing'))}
                        ${step(isChosen ? 'done' : isReceived && (hasText || isTyped) ? 'now' : 'later', t(isChosen ? 'sending.chosen' : 'sending.choosing'))}
                        ${stage === 'speaking' ? step('now', t('sending.speaking')) : nothing}
                </ol>
                ${answer.isAsked && !answer.ahead ? html`<div class="actions answer-actions">
                        <button type="button" class="button" data-action="ahead" @click=${() => answer.recordAhead()}>${icon('mic')} ${t('answer.record')}</button></div>` : nothing}
                ${transcript && !isTyped ? html`<div class="understood"><p class="label">${t('sending.transcript')}</p><blockquote>${transcript}</blockquote>
                        <p class="muted small">${t('sending.correct')}</p></div>` : nothing}
                ${trouble(answer)}`;
}
