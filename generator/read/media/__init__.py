"""Static files, images, logo and icons of a site."""
