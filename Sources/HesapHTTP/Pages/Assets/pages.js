// Makes the account pages nicer and is never needed: each form is a plain post, checked by the server.
// Texts come from the data- attributes of the script's own element, in the page's language.
"use strict";
(() => {
  const texts = document.currentScript.dataset;
  const language = document.documentElement.lang;
  const all = (selector) => document.querySelectorAll(selector);
  const on = (target, names, work) => names.split(" ").forEach((name) => target.addEventListener(name, work));
  const make = (name, attributes, ...inside) => {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...inside);
    return element;
  };
  const lines = (messages) => messages.map((text) => make("p", {}, text));
  /** Runs `work` with what was typed, once nothing was typed for a while. */
  const whenCalm = (field, pause, work) => {
    let timer;
    on(field, "input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => work(field.value.trim()).catch(() => {}), pause); // no network, no help
    });
  };

  // Refusals beside the field, before the post
  const blame = (field, text) => {
    document.getElementById(`${field.id}-error`)?.replaceChildren(...lines(text ? [text] : []));
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };
  const refusal = (field) => {
    const text = field.value.trim();
    if (field.type === "checkbox") return field.required && !field.checked && texts.accept;
    if (field.validity.badInput) return texts.date;
    if (field.required && !text) return texts.required;
    if (field.inputMode === "email" && text && !/^\S+@[^\s@]+$/.test(text)) return texts.email;
    const twin = document.getElementById(field.dataset.same);
    return twin && twin.value !== field.value && texts.differ;
  };
  const isChecked = (field) => field.form?.noValidate && field.id && field.validity;
  // A message that appears while the pointer is down would push the button away from under it.
  let later = null;
  on(document, "pointerdown", () => { later = []; });
  on(document, "pointerup pointercancel", () => setTimeout(() => {
    later?.forEach((look) => look());
    later = null;
  }));
  on(document, "focusout", ({ target }) => {
    // Who only passes through an empty field is not told off.
    if (!isChecked(target) || !target.value || target.type === "checkbox") return;
    const look = () => blame(target, refusal(target));
    if (later) later.push(look);
    else look();
  });
  on(document, "input", ({ target }) => {
    if (isChecked(target) && target.hasAttribute("aria-invalid") && !refusal(target)) blame(target);
  });
  on(document, "submit", (event) => {
    const wrong = [...event.target.elements].filter((field) => isChecked(field) && refusal(field));
    if (!wrong.length) return;
    event.preventDefault();
    wrong.forEach((field) => blame(field, refusal(field)));
    wrong[0].focus();
  });
  for (const place of all(".error")) place.setAttribute("aria-live", "polite");

  // Passwords can be shown; they are hidden again before the post, so that no browser remembers them as plain text.
  for (const field of all("input[type=password]")) {
    const button = make("button", { type: "button", "aria-describedby": `${field.id}-label` });
    field.labels[0].id = `${field.id}-label`;
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? texts.hide : texts.show;
    };
    on(button, "click", () => show(field.type === "password"));
    on(field.form, "submit", () => show(false));
    field.replaceWith(make("div", { class: "secret" }, button));
    button.before(field);
    show(false);
  }

  // What the shop's rules say about a new password, while it is typed
  for (const field of all("[data-strength]")) {
    const verdict = make("div", { class: "hint", role: "status" });
    document.getElementById(`${field.id}-error`).after(verdict);
    whenCalm(field, 400, async () => {
      const password = field.value;
      const body = { password };
      for (const name of ["first_name", "last_name", "email"]) {
        const text = field.form.elements[name]?.value.trim();
        if (text) body[name] = text;
      }
      const answer = password && await fetch(texts.check, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "Accept-Language": language,
          "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
        },
        body: JSON.stringify(body),
      });
      if (password !== field.value || answer && !answer.ok) return;
      const found = answer ? (await answer.json()).password : [];
      verdict.replaceChildren(...lines(answer && !found.length ? [texts.fine] : found));
    });
  }

  // Cities while one is typed: the combobox of ARIA 1.2
  for (const field of all("[data-cities]")) {
    const list = make("ul", { id: "cities", class: "choices", role: "listbox", "aria-label": texts.found });
    const told = make("p", { class: "unseen", role: "status" });
    const country = make("input", { type: "hidden", name: "country" }); // tells towns of one name apart
    const countries = new Intl.DisplayNames([language], { type: "region" });
    let at = -1;
    const mark = (index) => {
      at = index;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === at));
      if (at < 0) field.removeAttribute("aria-activedescendant");
      else field.setAttribute("aria-activedescendant", list.children[at].id);
    };
    const fill = (items) => {
      list.replaceChildren(...items);
      list.hidden = !items.length;
      field.setAttribute("aria-expanded", !list.hidden);
      mark(-1);
    };
    const choose = (city) => {
      field.value = city.name;
      country.value = city.country;
      country.disabled = false;
      blame(field);
      fill([]);
    };
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "cities" };
    for (const key in attributes) field.setAttribute(key, attributes[key]);
    field.after(list, told, country);
    country.disabled = true;
    fill([]);
    on(field, "input", () => { country.disabled = true; });
    on(field, "blur", () => fill([]));
    on(list, "pointerdown mousedown", (event) => event.preventDefault()); // the field keeps the focus
    whenCalm(field, 200, async (text) => {
      const query = new URLSearchParams({ q: text, page_size: 8 });
      const answer = text && await fetch(field.dataset.cities + "?" + query, { headers: { "Accept-Language": language } });
      if (text !== field.value.trim() || document.activeElement !== field || answer && !answer.ok) return;
      const { results } = answer ? await answer.json() : { results: [] };
      fill(results.map((city, index) => {
        const where = make("small", {}, countries.of(city.country));
        const item = make("li", { id: `city-${index}`, role: "option" }, make("bdi", {}, city.name), " ", where);
        on(item, "click", () => choose(city));
        return item;
      }));
      told.textContent = text && (results.length ? `${texts.found} ${results.length}` : texts.none);
    });
    on(field, "keydown", (event) => {
      const count = list.children.length;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!count) return;
      if (step) mark((at + step + count + (at < 0 && step < 0)) % count);
      else if (event.key === "Enter" && at >= 0) list.children[at].click();
      else if (event.key === "Escape") fill([]);
      else return;
      event.preventDefault();
    });
  }
})();
