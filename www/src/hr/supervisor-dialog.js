// Asks what a person wants of the supervisor, and why, and sends it.
import { html, nothing, render } from 'lit';
import { t } from '../base/i18n.js';
import { openDialog } from '../components/dialog.js';
import { areaField, textField } from '../components/field.js';
import { errorNotice } from '../components/notice.js';

const MESSAGE_LONGEST = 1000;
const MINUTES = { lowest: 1, highest: 60, usual: 5 };

/** What the server then says of the interview; undefined where it was left.
 *  @param {string} action @param {(body: {action: string, message: string, minutes?: number}) => Promise<import('./supervisor.js').Status>} send */
export async function askForAction(action, send) {
        let message = '';
        let minutes = String(MINUTES.usual);
        let isBusy = false;
        return openDialog(t(`hr.supervisor.${action}.title`), (/** @type {(status?: import('./supervisor.js').Status) => void} */ close) => {
                const place = document.createElement('div');
                const submit = async (/** @type {SubmitEvent} */ event) => {
                        event.preventDefault();
                        const amount = Number(minutes);
                        const isAmount = Number.isInteger(amount) && amount >= MINUTES.lowest && amount <= MINUTES.highest;
                        if (isBusy)
                                return;
                        if (action === 'guide' && message.trim() === '')
                                return show({ messageError: t('hr.form.needed') });
                        if (action === 'add_time' && !isAmount)
                                return show({ minutesError: t('hr.form.between', MINUTES) });
                        isBusy = true;
                        try {
                                close(await send({ action, message: message.trim(), ...action === 'add_time' ? { minutes: amount } : {} }));
                        } catch (problem) {
                                show({ problem: /** @type {Error} */ (problem) });
                        }
                        isBusy = false;
                };
                const show = (/** @type {{messageError?: string, minutesError?: string, problem?: Error}} */ { messageError = '', minutesError = '', problem }) => render(html`
                        <form class="stack" novalidate @submit=${submit}>
                                <p>${t(`hr.supervisor.${action}.text`)}</p>
                                ${problem ? errorNotice(problem) : nothing}
                                ${action === 'add_time' ? textField({ id: 'supervisor-minutes', label: t('hr.supervisor.minutes_more'), type: 'number', value: minutes, isRequired: true,
                                        hint: t('hr.form.between', MINUTES), error: minutesError, onInput: (value) => { minutes = value; } }) : nothing}
                                ${areaField({ id: 'supervisor-message', label: t(action === 'guide' ? 'hr.supervisor.message' : 'hr.supervisor.why'), value: message, rows: 3,
                                        longest: MESSAGE_LONGEST, isRequired: action === 'guide', error: messageError,
                                        hint: t(action === 'guide' ? 'hr.supervisor.message_hint' : 'hr.supervisor.why_hint'), onInput: (value) => { message = value; } })}
                                <div class="actions actions-end">
                                        <button type="button" class="button" @click=${() => close()}>${t('common.cancel')}</button>
                                        <button class="button" data-kind=${action === 'end' ? 'danger' : 'primary'}>${t(`hr.supervisor.${action}.button`)}</button>
                                </div>
                        </form>`, place);
                show({});
                return place;
        });
}
