// Acknowledging from the floor: the token stands behind the "#" of the address, which no server
// sees; it goes into the form and out of the address bar.

const field = document.querySelector<HTMLInputElement>("#floor input[name=token]");
if (field && location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
