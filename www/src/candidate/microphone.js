// The microphone: opened only after a press, heard as a level 20 times a second, and closed when it is not needed.
import { PEAK_MS, loudness } from '../components/peaks.js';

const DEVICE_KEY = 'earshot-microphone';

/** Phones by Apple change the loudness of everything whenever a microphone opens: there it stays open between turns. */
const staysOpen = /iPhone|iPad/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** @typedef {'denied' | 'missing' | 'busy' | 'insecure' | 'unsupported'} MicrophoneProblem */

/** What keeps this browser from recording at all. @returns {MicrophoneProblem | ''} */
export function recordingObstacle() {
        if (!window.isSecureContext)
                return 'insecure';
        if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === 'undefined')
                return 'unsupported';
        return '';
}

/** @type {Record<string, MicrophoneProblem>} */
const PROBLEM_OF = {
        NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'missing', OverconstrainedError: 'missing',
        NotReadableError: 'busy', AbortError: 'busy',
};

/** @fires change whenever it opens, closes, fails, or its devices change
 *  @fires level a CustomEvent with the loudness of the last PEAK_MS, 0 to 1
 *  @fires muted when the device or the system gives silence in its place
 *  @fires lost when the device goes away while it is open */
export class Microphone extends EventTarget {
        constructor() {
                super();
                /** @type {MediaStream | null} */
                this.stream = null;
                /** @type {MicrophoneProblem | ''} */
                this.problem = recordingObstacle();
                /** @type {MediaDeviceInfo[]} */
                this.devices = [];
                /** @type {MediaDeviceInfo[]} */
                this.speakers = [];
                this.isOpening = false;
                /** Whether the candidate chose something that needs it open between answers, too. */
                this.isKept = false;
                this.timer = 0;
                navigator.mediaDevices?.addEventListener?.('devicechange', () => this.isOpen && this.listDevices());
                navigator.permissions?.query({ name: /** @type {PermissionName} */ ('microphone') }).then((permission) => {
                        permission.onchange = () => {
                                if (permission.state !== 'denied' && this.problem === 'denied') {
                                        this.problem = '';
                                        this.changed();
                                }
                        };
                }, () => {});
        }

        changed() {
                this.dispatchEvent(new Event('change'));
        }

        get isOpen() {
                return this.stream !== null;
        }

        get deviceId() {
                return this.stream?.getAudioTracks()[0]?.getSettings().deviceId ?? '';
        }

        /** Opens it, with the device that was chosen last; says whether it is open. @param {string} [deviceId] */
        async open(deviceId) {
                if (this.isOpen && !deviceId)
                        return true;
                this.problem = recordingObstacle();
                if (this.problem) {
                        this.changed();
                        return false;
                }
                this.stop();
                this.isOpening = true;
                this.changed();
                try {
                        const wanted = deviceId ?? readChoice();
                        this.stream = await navigator.mediaDevices.getUserMedia({ audio: {
                                channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true,
                                ...(wanted ? { deviceId: deviceId ? { exact: wanted } : { ideal: wanted } } : {}),
                        } });
                        if (deviceId)
                                keepChoice(deviceId);
                        const [track] = this.stream.getAudioTracks();
                        track.addEventListener('ended', () => this.lose());
                        track.addEventListener('mute', () => this.dispatchEvent(new Event('muted')));
                        this.measure(this.stream);
                        await this.listDevices();
                } catch (error) {
                        this.problem = PROBLEM_OF[/** @type {Error} */ (error).name] ?? 'busy';
                }
                this.isOpening = false;
                this.changed();
                return this.isOpen;
        }

        async listDevices() {
                const all = await navigator.mediaDevices.enumerateDevices();
                this.devices = all.filter((device) => device.kind === 'audioinput' && device.deviceId);
                this.speakers = all.filter((device) => device.kind === 'audiooutput' && device.deviceId);
                this.changed();
        }

        /** @param {MediaStream} stream */
        measure(stream) {
                const context = new AudioContext();
                context.resume().catch(() => {});
                const analyser = new AnalyserNode(context, { fftSize: 2048 });
                new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
                const samples = new Float32Array(analyser.fftSize);
                this.context = context;
                this.timer = setInterval(() => {
                        analyser.getFloatTimeDomainData(samples);
                        this.dispatchEvent(new CustomEvent('level', { detail: loudness(samples) }));
                }, PEAK_MS);
        }

        lose() {
                this.stop();
                this.problem = 'missing';
                this.dispatchEvent(new Event('lost'));
                this.changed();
        }

        /** Lets go of the device, unless it should stay open until the interview is over. */
        close() {
                if (!staysOpen && !this.isKept)
                        this.stop();
        }

        stop() {
                clearInterval(this.timer);
                this.context?.close().catch(() => {});
                this.context = undefined;
                this.stream?.getTracks().forEach((track) => track.stop());
                this.stream = null;
                this.changed();
        }
}

function readChoice() {
        try {
                return localStorage.getItem(DEVICE_KEY) ?? '';
        } catch {
                return '';
        }
}

/** @param {string} deviceId */
function keepChoice(deviceId) {
        try {
                localStorage.setItem(DEVICE_KEY, deviceId);
        } catch {
                // The choice then lasts as long as the page.
        }
}
