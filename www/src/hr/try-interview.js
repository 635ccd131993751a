// An interview in one's own name, to see what candidates see: made like any other, opened in a window of its own.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { openDialog } from '../components/dialog.js';
import { CreateKey } from './client.js';

/** @param {import('./page.js').Site} site @param {string} [posting_id] '' for one without a posting */
export async function tryInterview({ client, session }, posting_id = '') {
        const terms = posting_id ? { posting_id } : { job_description: t('hr.try.description') };
        const { id, invite_url } = await client.invite({ ...terms, candidate: { name: session.who?.name || t('hr.try.name') } }, new CreateKey());
        await openDialog(t('hr.try.title'), (close) => html`
                <p>${t('hr.try.text')}</p>
                <div class="actions actions-end">
                        <a class="button" href="/hr/interviews/${id}" @click=${() => close(undefined)}>${t('hr.try.watch')}</a>
                        <a class="button" data-kind="primary" autofocus target="_blank" rel="noopener" href=${new URL(invite_url, location.origin).href}
                                @click=${() => close(undefined)}>${t('hr.try.open')} ${icon('external-link')}</a>
                </div>${nothing}`);
}
