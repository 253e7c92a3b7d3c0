/*
 * The part of Stripe.js that a checkout uses, against this sandbox: payment and express checkout elements,
 * confirmPayment with 3-D Secure, retrievePaymentIntent, handleNextAction. No real card ever belongs in here.
 */
(function () {
  'use strict';

  const API = new URL(document.currentScript.src).origin;

  /* Stripe's own test numbers. Whoever types another one gets Stripe's answer to a wrong number. */
  const CARDS = {
    4242424242424242: 'pm_card_visa',
    4000056655665556: 'pm_card_visa_debit',
    5555555555554444: 'pm_card_mastercard',
    378282246310005: 'pm_card_amex',
    4000000000000002: 'pm_card_chargeDeclined',
    4000000000009995: 'pm_card_chargeDeclinedInsufficientFunds',
    4000000000009987: 'pm_card_chargeDeclinedLostCard',
    4000000000009979: 'pm_card_chargeDeclinedStolenCard',
    4000000000000069: 'pm_card_chargeDeclinedExpiredCard',
    4000000000000127: 'pm_card_chargeDeclinedIncorrectCvc',
    4000000000000119: 'pm_card_chargeDeclinedProcessingError',
    4000002500003155: 'pm_card_authenticationRequired',
    4000000000003220: 'pm_card_threeDSecure2Required',
    4000008400001629: 'pm_card_threeDSecureRequiredChargeDeclined',
    4000000000000259: 'pm_card_createDispute',
    4000000000000077: 'pm_card_bypassPending',
  };

  const WORDS = {
    en: { number: 'Card number', expiry: 'Expiry (MM/YY)', cvc: 'Security code', wallet: 'Pay with the test wallet', ask: 'Your bank asks: is it you who pays?', yes: 'Yes, it is me', no: 'No, decline', bad: 'Your card number is not a test number.', short: 'Please fill in every field of the card.' },
    fr: { number: 'Numéro de carte', expiry: 'Expiration (MM/AA)', cvc: 'Cryptogramme', wallet: 'Payer avec le portefeuille de test', ask: 'Votre banque demande : est-ce bien vous ?', yes: 'Oui, c’est moi', no: 'Non, refuser', bad: 'Ce n’est pas un numéro de test.', short: 'Remplissez tous les champs de la carte.' },
    ja: { number: 'カード番号', expiry: '有効期限 (MM/YY)', cvc: 'セキュリティコード', wallet: 'テストウォレットで支払う', ask: '銀行からの確認：ご本人によるお支払いですか？', yes: 'はい、本人です', no: 'いいえ、拒否します', bad: 'テスト用の番号ではありません。', short: 'カード情報をすべて入力してください。' },
  };

  const wordsOf = (locale) => WORDS[String(locale || 'en').slice(0, 2)] || WORDS.en;
  const validation = (code, message) => ({ type: 'validation_error', code, message });

  async function call(key, method, path, parameters) {
    const form = new URLSearchParams({ key, ...parameters });
    const address = `${API}/v1/${path}`;
    try {
      const answer = await (method === 'GET' ? fetch(`${address}?${form}`) : fetch(address, { method, body: form }));
      const body = await answer.json();
      return answer.ok ? { paymentIntent: body } : { error: body.error };
    } catch {
      return { error: { type: 'api_connection_error', message: 'The network did not answer.' } };
    }
  }

  /** An element's events, as `on`, `once` and `off` know them. */
  function emitter() {
    const handlers = {};
    return {
      on: (name, run) => void (handlers[name] = handlers[name] || new Set()).add(run),
      off: (name, run) => void handlers[name]?.[run ? 'delete' : 'clear'](run),
      hears: (name) => Boolean(handlers[name]?.size),
      emit: (name, event) => handlers[name]?.forEach((run) => run(event)),
    };
  }

  function node(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function style(appearance) {
    const given = appearance?.variables || {};
    const ink = given.colorText || '#15171f';
    return {
      label: `display:grid;gap:.25rem;color:${ink};font-size:.9375rem;font-weight:600`,
      input: `box-sizing:border-box;width:100%;min-height:3.25rem;padding:.75rem 1rem;font:inherit;font-size:1.0625rem;font-weight:400;color:${ink};background:${given.colorBackground || '#fff'};border:1.5px solid ${given.colorTextPlaceholder || '#7b818c'};border-radius:${given.borderRadius || '.875rem'}`,
      button: `width:100%;min-height:3.25rem;font:inherit;font-weight:650;border:0;border-radius:${given.borderRadius || '.875rem'};background:${ink};color:${given.colorBackground || '#fff'};cursor:pointer`,
    };
  }

  function field(words, name, looks, attributes, changed) {
    const input = node('input', { type: 'text', inputMode: 'numeric', name: `sandbox-${name}`, required: true, ...attributes });
    input.style.cssText = looks.input;
    input.addEventListener('input', changed);
    const label = node('label', {}, words[name], input);
    label.style.cssText = looks.label;
    return { label, input };
  }

  function cardForm(words, looks, changed) {
    const number = field(words, 'number', looks, { autocomplete: 'cc-number', placeholder: '4242 4242 4242 4242', maxLength: 23 }, changed);
    const expiry = field(words, 'expiry', looks, { autocomplete: 'cc-exp', placeholder: '12/34', maxLength: 7 }, changed);
    const cvc = field(words, 'cvc', looks, { autocomplete: 'cc-csc', placeholder: '123', maxLength: 4 }, changed);
    const pair = node('div', {}, expiry.label, cvc.label);
    pair.style.cssText = 'display:grid;grid-template-columns:1fr 1fr;gap:.75rem';
    const form = node('div', {}, number.label, pair);
    form.style.cssText = 'display:grid;gap:.75rem';
    number.input.addEventListener('input', () => {
      number.input.value = number.input.value.replace(/\D/g, '').slice(0, 19).replace(/(.{4})(?=.)/g, '$1 ');
    });
    const digits = () => number.input.value.replace(/\D/g, '');
    return {
      form,
      complete: () => digits().length > 13 && expiry.input.value !== '' && cvc.input.value.length > 2,
      empty: () => digits() === '',
      focus: () => number.input.focus(),
      method: () => CARDS[digits()],
    };
  }

  class PaymentElement {
    constructor(owner) {
      Object.assign(this, emitter());
      this.words = wordsOf(owner.options.locale);
      this.card = cardForm(this.words, style(owner.options.appearance), () => this.emit('change', this.state()));
    }
    state() {
      return { elementType: 'payment', collapsed: false, complete: this.card.complete(), empty: this.card.empty(), value: { type: 'card' } };
    }
    mount(target) {
      (typeof target === 'string' ? document.querySelector(target) : target).replaceChildren(this.card.form);
      queueMicrotask(() => this.emit('ready', { elementType: 'payment' }));
    }
    check() {
      if (!this.card.complete()) return validation('incomplete_number', this.words.short);
      return this.card.method() ? null : validation('incorrect_number', this.words.bad);
    }
    focus() {
      this.card.focus();
    }
    update() {}
    collapse() {}
    blur() {}
    unmount() {
      this.card.form.remove();
    }
    destroy() {
      this.unmount();
    }
  }

  class ExpressCheckoutElement {
    constructor(owner) {
      Object.assign(this, emitter());
      this.owner = owner;
      this.button = node('button', { type: 'button', textContent: wordsOf(owner.options.locale).wallet });
      this.button.style.cssText = style(owner.options.appearance).button;
      this.button.addEventListener('click', () => this.press());
    }
    press() {
      const confirm = () => {
        this.owner.chosen = 'pm_card_visa';
        this.emit('confirm', { elementType: 'expressCheckout', expressPaymentType: 'link', paymentFailed: () => (this.owner.chosen = null) });
      };
      if (!this.hears('click')) return confirm();
      return this.emit('click', { elementType: 'expressCheckout', expressPaymentType: 'link', resolve: confirm, reject: () => undefined });
    }
    mount(target) {
      (typeof target === 'string' ? document.querySelector(target) : target).replaceChildren(this.button);
      queueMicrotask(() => this.emit('ready', { elementType: 'expressCheckout', availablePaymentMethods: { link: true } }));
    }
    update() {}
    focus() {
      this.button.focus();
    }
    blur() {}
    unmount() {
      this.button.remove();
    }
    destroy() {
      this.unmount();
    }
  }

  class Elements {
    constructor(options) {
      this.options = options || {};
      this.made = {};
      this.chosen = null;
    }
    create(type) {
      const kinds = { payment: PaymentElement, expressCheckout: ExpressCheckoutElement };
      if (!kinds[type]) throw new Error(`The sandbox has no ${type} element.`);
      return (this.made[type] = new kinds[type](this));
    }
    getElement(type) {
      return this.made[type] || null;
    }
    update(options) {
      Object.assign(this.options, options);
    }
    async fetchUpdates() {
      return {};
    }
    async submit() {
      const error = this.chosen ? null : this.made.payment?.check();
      return error ? { error } : { selectedPaymentMethod: 'card' };
    }
    method() {
      return this.chosen || this.made.payment?.card.method();
    }
  }

  /** The bank's question, in a dialog on top of the page as banks have it. Answers whether the payer said yes. */
  function askPayer(words) {
    return new Promise((resolve) => {
      const looks = style(null);
      const answer = (text, value) => {
        const button = node('button', { type: 'button', textContent: text });
        button.style.cssText = looks.button;
        button.addEventListener('click', () => {
          dialog.close();
          dialog.remove();
          resolve(value);
        });
        return button;
      };
      const question = node('p', { textContent: words.ask, id: 'sandbox-bank' });
      const box = node('div', {}, question, answer(words.yes, 'succeed'), answer(words.no, 'fail'));
      box.style.cssText = 'display:grid;gap:.75rem;color:#15171f;font-size:1.0625rem';
      const dialog = node('dialog', {}, box);
      dialog.setAttribute('aria-labelledby', 'sandbox-bank');
      dialog.style.cssText = 'max-width:22rem;padding:1.5rem;border:0;border-radius:1.375rem;background:#fff';
      dialog.addEventListener('cancel', () => resolve('fail'));
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  function Stripe(key, options) {
    const idOf = (secret) => secret.split('_secret_')[0];
    const retrieve = (secret) => call(key, 'GET', `payment_intents/${idOf(secret)}`, { client_secret: secret });

    /** Ask the payer, tell the bank, and read how the payment stands after that. */
    async function authenticate(intent, secret, words) {
      const action = intent.next_action?.redirect_to_url || intent.next_action?.use_stripe_sdk;
      if (intent.status !== 'requires_action' || !action) return { paymentIntent: intent };
      const outcome = await askPayer(words);
      await fetch(`${API}/_sandbox/payment_intents/${intent.id}/authenticate`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ outcome }) });
      const after = await retrieve(secret);
      const failed = after.paymentIntent?.last_payment_error;
      return failed ? { error: { ...failed, payment_intent: after.paymentIntent } } : after;
    }

    function leave(intent, secret, returnUrl) {
      const target = new URL(returnUrl);
      target.searchParams.set('payment_intent', intent.id);
      target.searchParams.set('payment_intent_client_secret', secret);
      target.searchParams.set('redirect_status', intent.status === 'succeeded' ? 'succeeded' : intent.status);
      location.assign(target);
      return new Promise(() => undefined);
    }

    async function confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
      const secret = clientSecret || elements.options.clientSecret;
      const wrong = await elements.submit();
      if (wrong.error) return wrong;
      const parameters = { client_secret: secret, payment_method: confirmParams.payment_method || elements.method() };
      if (confirmParams.return_url) parameters.return_url = confirmParams.return_url;
      const confirmed = await call(key, 'POST', `payment_intents/${idOf(secret)}/confirm`, parameters);
      elements.chosen = null;
      if (confirmed.error) return confirmed;
      const done = await authenticate(confirmed.paymentIntent, secret, wordsOf(elements.options.locale));
      if (done.error || redirect === 'if_required' || !confirmParams.return_url) return done;
      return leave(done.paymentIntent, secret, confirmParams.return_url);
    }

    async function handleNextAction({ clientSecret }) {
      const { paymentIntent, error } = await retrieve(clientSecret);
      return error ? { error } : authenticate(paymentIntent, clientSecret, wordsOf(options?.locale));
    }

    const missing = (name) => async () => ({ error: { type: 'invalid_request_error', message: `The sandbox has no ${name}.` } });
    return {
      elements: (given) => new Elements({ locale: options?.locale, ...given }),
      confirmPayment,
      handleNextAction,
      retrievePaymentIntent: retrieve,
      createToken: missing('createToken'),
      createPaymentMethod: missing('createPaymentMethod'),
      confirmCardPayment: missing('confirmCardPayment'),
      _registerWrapper: () => undefined,
      registerAppInfo: () => undefined,
    };
  }

  Stripe.version = 'endive';
  window.Stripe = Stripe;
})();
