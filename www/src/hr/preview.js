// What a candidate would see of a posting: their own welcome page with made-up names, and the first question. Nothing is
// asked of the server and nothing is stored; nothing in it can be pressed.
import words from 'locales:candidate';
import { html, nothing } from 'lit';
import { provide, t } from '../base/i18n.js';
import '../candidate/welcome.js';
import { openDialog } from '../components/dialog.js';

provide(words);

/** As the candidate's page holds it, without a server behind. @param {any} interview */
function made(interview) {
        return Object.assign(new EventTarget(), { interview, consent: async () => {}, sort: (/** @type {any} */ error) => error, go: () => {} });
}

/** @param {any} body as it would be saved @param {{organisation: string, interviewer: string}} names */
export function showPreview(body, { organisation, interviewer }) {
        const [first] = body.question_set;
        const interview = made({ status: 'scheduled', posting: { title: body.title || t('hr.preview.untitled') }, organisation, interviewer,
                candidate: { name: t('hr.preview.candidate') }, language: body.language, limits: body.limits, consent: null, resume: null, turns: [], current_turn: null,
                expires_at: null, retention_days: body.retention_days, feedback: body.feedback });
        return openDialog(t('hr.preview.title'), (close) => html`
                <p class="preview-mark"><span class="pill" data-kind="warn">${t('hr.preview.mark')}</span> ${t('hr.preview.text')}</p>
                <div class="preview-page" inert><ear-welcome .interview=${interview}></ear-welcome></div>
                <h3>${t('hr.preview.first')}</h3>
                <div class="preview-page preview-question" lang=${body.language}>${first?.text
                        ? html`<p class="preview-words">${first.text}</p><p class="muted small">${t('hr.preview.asked_by', { name: interviewer })}</p>`
                        : html`<p class="muted">${t('hr.preview.chosen', { name: interviewer })}</p>`}</div>
                ${body.feedback === 'none' ? nothing : html`<p class="muted small">${t('hr.preview.feedback')}</p>`}
                <div class="actions actions-end"><button type="button" class="button" autofocus @click=${() => close(undefined)}>${t('common.close')}</button></div>`, { isWide: true });
}
