"""templates/form.min.mjs: the form's script as customers load it, made of templates/form.mjs."""
