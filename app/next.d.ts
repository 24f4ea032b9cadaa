// Style sheets and images as modules: Next's own generated file says the same, but only once it has run.
/// <reference types="next" />
/// <reference types="next/image-types/global" />
