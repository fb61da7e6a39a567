// What the board's components tell each other inside the page, without asking the server.

const SELECT = "dispatch:select";
const ASK = "dispatch:ask";
const ANSWER = "dispatch:answer";
const CHANGED = "dispatch:changed";

function listen(name, heard) {
  const handler = (event) => heard(event.detail);
  window.addEventListener(name, handler);
  return () => window.removeEventListener(name, handler);
}

const tell = (name, detail) => window.dispatchEvent(new CustomEvent(name, { detail }));

export const tellSelected = (visit, from) => tell(SELECT, { visit, from });
export const onSelected = (heard) => listen(SELECT, heard);

// A question to the server that only the courier's small part of the page answers.
export const ask = (question) => tell(ASK, question);
export const onAsked = (heard) => listen(ASK, heard);
export const tellAnswer = (answer) => tell(ANSWER, answer);
export const onAnswer = (heard) => listen(ANSWER, heard);

// Somebody changed something; the page's header hears it from the server.
export const onChanged = (heard) => listen(CHANGED, heard);
