/** Water that runs over a weir: three currents step down together. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <defs>
        <linearGradient id="weir-water" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#22b8b4" />
          <stop offset="1" stopColor="#06565f" />
        </linearGradient>
      </defs>
      <rect width="32" height="32" rx="9" fill="url(#weir-water)" />
      <g fill="none" stroke="#fff" strokeWidth="2.5" strokeLinecap="round">
        <path d="M6.5 8.5h7c5.2 0 4.2 9 9.4 9h2.6" />
        <path d="M6.5 13.3h5c5.2 0 4.2 9 9.4 9h4.6" opacity="0.72" />
        <path d="M6.5 18.1h3c4.4 0 4 6.4 8 6.4" opacity="0.44" />
      </g>
    </svg>
  );
}
