// Pays a deposit by Stripe: its script draws the card's field, takes the number, and confirms the payment intent.
"use strict";
(() => {
  const form = document.getElementById("card-payment");
  if (!form || !window.Stripe) return;
  const stripe = window.Stripe(form.dataset.key);
  const card = stripe.elements().create("card");
  const trouble = form.querySelector("[role=alert]");
  const button = form.querySelector("button");
  card.mount("#card");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    const result = await stripe.confirmCardPayment(form.dataset.secret, { payment_method: { card } });
    if (result.error) {
      trouble.textContent = result.error.message;
      trouble.hidden = false;
      button.disabled = false;
      return;
    }
    // Whether it counts, the provider's signed message says; the page there waits for it.
    window.location.assign(form.dataset.done);
  });
})();
