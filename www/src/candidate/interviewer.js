// The one who asks, as a drawing with a ring: speaking, listening or thinking. It is decoration: the state also stands in words.
import { html, svg } from 'lit';
import { t } from '../base/i18n.js';

/** @typedef {'idle' | 'speaking' | 'listening' | 'hearing' | 'thinking'} InterviewerState `hearing`: the answer is whole, and is being understood */

const drawing = svg`<circle class="avatar-ground" cx="28" cy="28" r="26"/>
        <clipPath id="avatar-clip"><circle cx="28" cy="28" r="26"/></clipPath>
        <g clip-path="url(#avatar-clip)"><circle class="avatar-figure" cx="28" cy="24" r="11"/>
        <path class="avatar-figure" d="M9 60a19 19 0 0 1 38 0z"/><ellipse class="avatar-mouth" cx="28" cy="28" rx="4" ry="1.8"/></g>
        <circle class="avatar-ring" cx="28" cy="28" r="26.5"/>`;

/** @param {{name: string, state: InterviewerState, line: string}} parts */
export const interviewer = ({ name, state, line }) => html`<div class="interviewer" data-state=${state}>
        <svg class="avatar" viewBox="0 0 56 56" aria-hidden="true" focusable="false">${drawing}</svg>
        <div><p class="interviewer-name">${name}${state === 'idle' ? '' : html` <span class="interviewer-state">${t(`turn.${state === 'hearing' ? 'listening' : state}`)}</span>`}</p>
        <p class="muted small-line">${line}</p></div>
</div>`;
