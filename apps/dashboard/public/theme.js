// Sets the theme before the first paint: the content security policy forbids a script in the page.
const kept = localStorage.getItem('theme');
const isDark = kept ? kept === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
document.documentElement.classList.toggle('dark', isDark);
