// Every icon of the pages, by name; the drawings are lucide's (ISC).
import { html, nothing } from 'lit';
import arrowLeft from 'lucide-static/icons/arrow-left.svg';
import arrowRight from 'lucide-static/icons/arrow-right.svg';
import calendar from 'lucide-static/icons/calendar.svg';
import check from 'lucide-static/icons/check.svg';
import chevronDown from 'lucide-static/icons/chevron-down.svg';
import circleAlert from 'lucide-static/icons/circle-alert.svg';
import circleCheck from 'lucide-static/icons/circle-check.svg';
import circleHelp from 'lucide-static/icons/circle-help.svg';
import clipboard from 'lucide-static/icons/clipboard.svg';
import clock from 'lucide-static/icons/clock.svg';
import copy from 'lucide-static/icons/copy.svg';
import download from 'lucide-static/icons/download.svg';
import ear from 'lucide-static/icons/ear.svg';
import fileText from 'lucide-static/icons/file-text.svg';
import headphones from 'lucide-static/icons/headphones.svg';
import info from 'lucide-static/icons/info.svg';
import keyboard from 'lucide-static/icons/keyboard.svg';
import link from 'lucide-static/icons/link.svg';
import listChecks from 'lucide-static/icons/list-checks.svg';
import logOut from 'lucide-static/icons/log-out.svg';
import mic from 'lucide-static/icons/mic.svg';
import micOff from 'lucide-static/icons/mic-off.svg';
import monitor from 'lucide-static/icons/monitor.svg';
import moon from 'lucide-static/icons/moon.svg';
import pause from 'lucide-static/icons/pause.svg';
import pencil from 'lucide-static/icons/pencil.svg';
import play from 'lucide-static/icons/play.svg';
import plus from 'lucide-static/icons/plus.svg';
import quote from 'lucide-static/icons/quote.svg';
import refreshCw from 'lucide-static/icons/refresh-cw.svg';
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg';
import search from 'lucide-static/icons/search.svg';
import send from 'lucide-static/icons/send.svg';
import shieldCheck from 'lucide-static/icons/shield-check.svg';
import skipForward from 'lucide-static/icons/skip-forward.svg';
import square from 'lucide-static/icons/square.svg';
import sun from 'lucide-static/icons/sun.svg';
import trash2 from 'lucide-static/icons/trash-2.svg';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg';
import upload from 'lucide-static/icons/upload.svg';
import user from 'lucide-static/icons/user.svg';
import users from 'lucide-static/icons/users.svg';
import volume2 from 'lucide-static/icons/volume-2.svg';
import wifiOff from 'lucide-static/icons/wifi-off.svg';
import x from 'lucide-static/icons/x.svg';
import briefcase from 'lucide-static/icons/briefcase.svg';
import externalLink from 'lucide-static/icons/external-link.svg';
import eye from 'lucide-static/icons/eye.svg';
import arrowDown from 'lucide-static/icons/arrow-down.svg';
import arrowUp from 'lucide-static/icons/arrow-up.svg';
import ban from 'lucide-static/icons/ban.svg';
import chevronRight from 'lucide-static/icons/chevron-right.svg';
import mail from 'lucide-static/icons/mail.svg';
import scale from 'lucide-static/icons/scale.svg';
import userPlus from 'lucide-static/icons/user-plus.svg';
import flag from 'lucide-static/icons/flag.svg';
import eyeOff from 'lucide-static/icons/eye-off.svg';
import gripVertical from 'lucide-static/icons/grip-vertical.svg';
import archive from 'lucide-static/icons/archive.svg';
import history from 'lucide-static/icons/history.svg';
import house from 'lucide-static/icons/house.svg';
import radio from 'lucide-static/icons/radio.svg';
import command from 'lucide-static/icons/command.svg';
import chartColumn from 'lucide-static/icons/chart-column.svg';
import arrowUpDown from 'lucide-static/icons/arrow-up-down.svg';

const drawings = {
        'arrow-left': arrowLeft,
        'arrow-right': arrowRight,
        'calendar': calendar,
        'check': check,
        'chevron-down': chevronDown,
        'circle-alert': circleAlert,
        'circle-check': circleCheck,
        'circle-help': circleHelp,
        'clipboard': clipboard,
        'clock': clock,
        'copy': copy,
        'download': download,
        'ear': ear,
        'file-text': fileText,
        'headphones': headphones,
        'info': info,
        'keyboard': keyboard,
        'link': link,
        'list-checks': listChecks,
        'log-out': logOut,
        'mic': mic,
        'mic-off': micOff,
        'monitor': monitor,
        'moon': moon,
        'pause': pause,
        'pencil': pencil,
        'play': play,
        'plus': plus,
        'quote': quote,
        'refresh-cw': refreshCw,
        'rotate-ccw': rotateCcw,
        'search': search,
        'send': send,
        'shield-check': shieldCheck,
        'skip-forward': skipForward,
        'square': square,
        'sun': sun,
        'trash-2': trash2,
        'triangle-alert': triangleAlert,
        'upload': upload,
        'user': user,
        'users': users,
        'volume-2': volume2,
        'wifi-off': wifiOff,
        'x': x,
        'briefcase': briefcase,
        'external-link': externalLink,
        'eye': eye,
        'arrow-down': arrowDown,
        'arrow-up': arrowUp,
        'ban': ban,
        'chevron-right': chevronRight,
        'mail': mail,
        'scale': scale,
        'user-plus': userPlus,
        'flag': flag,
        'eye-off': eyeOff,
        'grip-vertical': gripVertical,
        'archive': archive,
        'history': history,
        'house': house,
        'radio': radio,
        'command': command,
        'chart-column': chartColumn,
        'arrow-up-down': arrowUpDown,
};

/** @typedef {keyof typeof drawings} IconName */

/** The icon, hidden from screen readers: the words beside it say the same. With a title it is an image with that name.
 *  @param {IconName} name @param {string} [title] */
export const icon = (name, title) => html`<svg class="icon" viewBox="0 0 24 24" focusable="false"
        role=${title ? 'img' : nothing} aria-label=${title ?? nothing} aria-hidden=${title ? nothing : 'true'}>${drawings[name]}</svg>`;
