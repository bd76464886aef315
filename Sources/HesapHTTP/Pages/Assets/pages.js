// Makes the account pages nicer and is never needed: each form is a plain post that the server checks.
// Texts come from data- attributes of the script's own element, in the page's language.
"use strict";
(() => {
  const texts = document.currentScript.dataset;
  const page = document.documentElement.lang;
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  /** Calls `work` once nothing has happened for a while. */
  const calm = (work, pause) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(work, pause);
    };
  };

  /** Shows a refusal under its field, or takes it away. */
  const blame = (field, text) => {
    const place = document.getElementById(`${field.id}-error`);
    if (!place) return;
    place.replaceChildren(...(text ? [make("p", { textContent: text })] : []));
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };

  const refusal = (field) => {
    if (field.type === "checkbox") return field.required && !field.checked ? texts.accept : "";
    if (field.validity.badInput) return texts.date;
    if (field.required && !field.value.trim()) return texts.required;
    if (field.type === "email" && field.value && !/^\S+@[^\s@]+$/.test(field.value.trim())) return texts.email;
    const twin = document.getElementById(field.dataset.same);
    return twin && twin.value !== field.value ? texts.differ : "";
  };

  // A message that appears while the mouse button is down would move the button away from under the pointer.
  let pressed = false;
  let waiting = [];
  document.addEventListener("pointerdown", () => { pressed = true; });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => setTimeout(() => {
      pressed = false;
      waiting.splice(0).forEach((work) => work());
    }));
  }
  document.addEventListener("focusout", ({ target }) => {
    if (!target.form?.noValidate || !target.validity) return;
    // Somebody who only passes through an empty field is not told off; the submit is early enough.
    const look = () => { if (target.value || target.dataset.used) blame(target, refusal(target)); };
    if (pressed) waiting.push(look);
    else look();
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.form?.noValidate) return;
    target.dataset.used = "yes";
    if (target.hasAttribute("aria-invalid") && !refusal(target)) blame(target, "");
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.noValidate) return;
    const wrong = [...event.target.elements].filter((field) => {
      const text = field.name && field.validity ? refusal(field) : "";
      if (text) blame(field, text);
      return text;
    });
    if (!wrong.length) return;
    event.preventDefault();
    wrong[0].closest("details")?.setAttribute("open", "");
    wrong[0].focus();
  });

  for (const place of document.querySelectorAll(".error")) place.setAttribute("aria-live", "polite");

  // Show and hide passwords; hidden again before they are sent, so that no browser keeps them as plain text.
  for (const field of document.querySelectorAll("input[type=password]")) {
    const box = make("div", { className: "secret" });
    const button = make("button", { type: "button", textContent: texts.show });
    const turn = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? texts.hide : texts.show;
    };
    button.setAttribute("aria-controls", field.id);
    button.setAttribute("aria-describedby", `${field.id}-label`);
    button.addEventListener("click", () => turn(field.type === "password"));
    field.form.addEventListener("submit", () => turn(false));
    field.before(box);
    box.append(field, button);
  }

  // What the shop's own rules say about a new password, while it is typed.
  for (const field of document.querySelectorAll("[data-strength]")) {
    const verdict = make("div", { className: "hint" });
    verdict.setAttribute("role", "status");
    document.getElementById(`${field.id}-error`).after(verdict);
    const ask = calm(async () => {
      const password = field.value;
      const body = { password };
      for (const name of ["first_name", "last_name", "email"]) {
        const value = field.form.elements[name]?.value.trim();
        if (value) body[name] = value;
      }
      if (!password) return verdict.replaceChildren();
      try {
        const answer = await fetch(texts.check, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            "Accept-Language": page,
            "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
          },
          body: JSON.stringify(body),
        });
        if (!answer.ok || password !== field.value) return;
        const found = (await answer.json()).password;
        verdict.replaceChildren(
          ...(found.length ? found : [texts.fine]).map((text) => make("p", { textContent: text })),
        );
        verdict.className = found.length ? "hint" : "hint fine";
      } catch {
        // No network: the server says it after the post.
      }
    }, 400);
    field.addEventListener("input", ask);
  }
})();
