// A new link for an interview that was made before: the old one ends, an expired interview opens again.
import { html, nothing, render } from 'lit';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { openDialog } from '../components/dialog.js';
import { textField } from '../components/field.js';
import { errorNotice } from '../components/notice.js';
import { CreateKey } from './client.js';
import { linkBox } from './invitation-link.js';
import { localInput, usualEnd } from './moments.js';

/** True when a link was made. @param {import('./client.js').HrClient} client @param {import('./client.js').Interview} interview */
export async function newLink(client, interview) {
        const key = new CreateKey();
        const isRunning = interview.status === 'in_progress' || interview.status === 'paused';
        const later = interview.expires_at && Date.parse(interview.expires_at) > Date.now() ? localInput(new Date(interview.expires_at)) : usualEnd();
        let until = later;
        let isMade = false;
        await openDialog(t('hr.relink.title'), (close) => {
                const place = document.createElement('div');
                place.className = 'stack';
                const make = async (/** @type {SubmitEvent} */ event) => {
                        event.preventDefault();
                        const moment = new Date(until);
                        const error = !isRunning && !(moment.getTime() > Date.now()) ? t('hr.invite.expires_wrong') : '';
                        if (error)
                                return show({ error });
                        try {
                                const made = await client.inviteAgain(interview.id, isRunning ? {} : { expires_at: moment.toISOString() }, key);
                                isMade = true;
                                show({ made });
                        } catch (problem) {
                                show({ problem: /** @type {Error} */ (problem) });
                        }
                };
                const show = (/** @type {{error?: string, problem?: Error, made?: {invite_url: string, expires_at: string}}} */ { error = '', problem, made }) => render(made
                        ? html`${linkBox({ url: new URL(made.invite_url, location.origin).href, name: interview.candidate.name, email: interview.candidate.email ?? '',
                                title: interview.posting?.title ?? '', until: made.expires_at }, () => {})}
                                <div class="actions actions-end"><button type="button" class="button" @click=${() => close(undefined)}>${t('common.close')}</button></div>`
                        : html`<form class="stack" novalidate @submit=${make}><p>${t(isRunning ? 'hr.relink.text_running' : 'hr.relink.text')}</p>
                                ${problem ? errorNotice(problem) : nothing}
                                ${isRunning ? nothing : textField({ id: 'relink-until', label: t('hr.invite.expires_at'), type: 'datetime-local', value: until, error, isRequired: true,
                                        hint: t('hr.invite.expires_hint', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }), onInput: (value) => { until = value; } })}
                                <div class="actions actions-end"><button type="button" class="button" @click=${() => close(undefined)}>${t('common.cancel')}</button>
                                        <button class="button" data-kind="primary">${icon('link')} ${t('hr.relink.make')}</button></div></form>`, place);
                show({});
                return place;
        });
        return isMade;
}
