// The pages with forms, loaded together.
import './invite.js';
import './posting-form.js';
