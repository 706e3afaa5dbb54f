// Runs in the page: each text with the contrast of its colour against what lies behind it (WCAG 2, relative luminance).
(() => {
  const channels = (colour) => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return { red, green, blue, alpha };
  };
  const linear = (channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ({ red, green, blue }) =>
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const isOpaque = (colour) => colour !== 'none' && colour !== 'transparent' && channels(colour).alpha === 1;
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (isOpaque(colour)) return channels(colour);
    }
    return channels('rgb(255, 255, 255)');
  };
  // A text of a picture stands on the rectangle drawn just before it.
  const behind = (element) => {
    if (element.tagName !== 'text') return ground(element);
    const fill = getComputedStyle(element.previousElementSibling).fill;
    return isOpaque(fill) ? channels(fill) : ground(element);
  };
  const ink = (element) => {
    const style = getComputedStyle(element);
    return channels(element.tagName === 'text' ? style.fill : style.color);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (text !== '') found.push({ text, contrast: contrast(ink(element), behind(element)) });
  }
  return found;
})();
