// The one who asks, with a ring around the face: speaking, listening or thinking. The state also stands in words.
import { html } from 'lit';
import { t } from '../base/i18n.js';
import './avatar.js';

/** @typedef {'idle' | 'speaking' | 'listening' | 'hearing' | 'thinking'} InterviewerState `hearing`: the answer is whole, and is being understood */

/** @param {import('./candidate.js').Parts} parts @param {{name: string, state: InterviewerState, line: string}} shown */
export const interviewer = (parts, { name, state, line }) => html`<div class="interviewer" data-state=${state}>
        <ear-avatar .parts=${parts} .name=${name}></ear-avatar>
        <div><p class="interviewer-name">${name}${state === 'idle' ? '' : html` <span class="interviewer-state">${t(`turn.${state === 'hearing' ? 'listening' : state}`)}</span>`}</p>
        <p class="muted small-line">${line}</p></div>
</div>`;
