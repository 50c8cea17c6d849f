/** What the report's page sends to the page that opened it; the answer is the HTML of the report. */
export const ASK = 'kinfold-report';
