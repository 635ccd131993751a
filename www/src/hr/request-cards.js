// Requests of candidates as cards, and the dialog that answers one.
import { html, nothing, render } from 'lit';
import { dateTime } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { openDialog } from '../components/dialog.js';
import { areaField } from '../components/field.js';
import { errorNotice, notice } from '../components/notice.js';
import { toast } from '../components/status.js';
import { choiceCards } from './form.js';

/** @typedef {import('./client.js').Request} Request */

const MESSAGE_MOST = 2000;
const KINDS = { open: 'warn', done: 'ok', declined: 'plain' };

/** The answered request, or undefined where nothing was answered. @param {import('./client.js').HrClient} client @param {Request} request
 *  @returns {Promise<Request | undefined>} */
export const answerRequest = (client, request) => openDialog(t(`hr.request.${request.kind}`), (/** @type {(answered: Request) => void} */ close) => {
        const place = document.createElement('div');
        place.className = 'stack';
        const draft = { state: '', message: '' };
        /** @type {{state?: string, message?: string}} */
        let errors = {};
        /** @type {Error | null} */
        let problem = null;
        const send = async (/** @type {SubmitEvent} */ event) => {
                event.preventDefault();
                const message = draft.message.trim();
                errors = { ...draft.state ? {} : { state: t('hr.request.choose') }, ...draft.state === 'declined' && !message ? { message: t('hr.request.why') } : {} };
                problem = null;
                if (Object.keys(errors).length > 0) {
                        show();
                        return /** @type {HTMLElement | null} */ (place.querySelector(errors.state ? '#state input' : '#message'))?.focus();
                }
                try {
                        close(await client.answerRequest(request.id, { state: /** @type {'done' | 'declined'} */ (draft.state), ...message ? { message } : {} }));
                        toast(t('hr.request.answered'));
                } catch (error) {
                        problem = /** @type {Error} */ (error);
                        show();
                }
        };
        const show = () => render(html`<form class="stack" novalidate @submit=${send}>
                <p><strong>${request.interview.candidate_name ?? t('hr.interviews.no_name')}</strong> · ${request.interview.title}</p>
                ${request.message ? html`<blockquote class="asked as-written">${request.message}</blockquote>` : nothing}
                ${problem ? errorNotice(problem) : nothing}
                ${choiceCards({ name: 'state', legend: t('hr.request.answer'), value: draft.state, error: errors.state, onInput: (state) => { draft.state = state; show(); },
                        choices: [{ value: 'done', label: t('hr.request.grant'), hint: t(`hr.request.${request.kind}_done`) }, { value: 'declined', label: t('hr.request.decline'), hint: t('hr.request.decline_hint') }] })}
                ${draft.state === 'done' && request.kind === 'deletion' ? notice('warn', html`<p>${t('hr.request.deletion_warning')}</p>`) : nothing}
                ${areaField({ id: 'message', label: t('hr.request.message'), hint: t('hr.request.message_hint'), value: draft.message, rows: 3, longest: MESSAGE_MOST, error: errors.message,
                        isRequired: draft.state === 'declined', onInput: (message) => { draft.message = message; } })}
                <div class="actions actions-end"><button type="button" class="button" @click=${() => place.closest('dialog')?.close()}>${t('common.cancel')}</button>
                        <button class="button" data-kind=${draft.state === 'done' && request.kind === 'deletion' ? 'danger' : 'primary'}>${t('hr.request.send')}</button></div>
        </form>`, place);
        show();
        return place;
});

/** @param {Request[]} requests @param {{hasInterview: boolean, canAnswer: boolean, onAnswer: (request: Request) => void}} options */
export const requestCards = (requests, { hasInterview, canAnswer, onAnswer }) => html`<ul class="requests" role="list">${requests.map((request) => html`<li class="card request">
        <div class="request-head">${hasInterview ? html`<h2>${t(`hr.request.${request.kind}`)}</h2>` : html`<h3>${t(`hr.request.${request.kind}`)}</h3>`}<span class="pill" data-kind=${KINDS[request.state]}>${t(`hr.request.${request.state}`)}</span></div>
        <p class="small muted">${hasInterview ? html`<a href="/hr/interviews/${request.interview.id}">${request.interview.candidate_name ?? t('hr.interviews.no_name')}</a> ·
                ${request.interview.title} · ` : nothing}<time datetime=${request.created_at}>${dateTime(request.created_at)}</time></p>
        ${request.message ? html`<blockquote class="asked as-written">${request.message}</blockquote>` : nothing}
        ${request.answered_at ? html`<p class="small">${t('hr.request.answered_by', { name: request.answered_by ?? '–', time: dateTime(request.answered_at) })}
                ${request.answer ? html`<span class="as-written">${request.answer}</span>` : nothing}</p>` : nothing}
        ${request.state === 'open' && canAnswer ? html`<div class="actions"><button type="button" class="button row-link" @click=${() => onAnswer(request)}
                aria-label=${t('hr.request.answer_to', { name: request.interview.candidate_name ?? t('hr.interviews.no_name') })}>${icon('pencil')} ${t('hr.request.answer')}</button></div>` : nothing}
</li>`)}</ul>`;
