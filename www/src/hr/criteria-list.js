// The criteria of a rubric to read: the part of the whole that each has, and what it is about.
import { html } from 'lit';
import { t } from '../base/i18n.js';
import { percentsOf } from './rubric-model.js';

/** @param {import('./rubric-model.js').Criterion[]} criteria */
export const criteriaList = (criteria) => {
        const whole = criteria.reduce((sum, { weight }) => sum + weight, 0);
        const percents = percentsOf(criteria.map(({ weight }) => weight / whole));
        return html`<ul class="criteria-list" role="list">${criteria.map(({ name, description, dimension, indicators }, at) => html`<li>
                <span class="share">${t('hr.rubric.percent', { percent: percents[at] ?? 0 })}</span>
                <span><strong>${name}</strong> <span class="muted">${t(`hr.dimension.${dimension}`)}</span>
                        <span class="row-more">${description || indicators.map(({ text }) => text).join(' · ')}</span></span></li>`)}</ul>`;
};
