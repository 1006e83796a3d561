export const es = `
# [La exportación de stems se queda al 98 %|No termina la exportación de «{track}»|Stems de «{track}» incompletos]
@ content medium stems
> Hola, la exportación de stems de «{track}» llega al 98 % y vuelve a empezar. [Llevo así toda la noche.|El remezclador está esperando.|He probado con dos navegadores.]
< Hola, {first}: una de las pistas dura dos centésimas más que las demás y el empaquetador espera el resto. Ya hemos recortado el silencio final. ¿Puedes lanzarla otra vez?
> [Ahora sí, mil gracias.|¡Por fin! Gracias.|Perfecto, ya la tengo.]
= Pista recortada, exportación completa.

# [Me han cobrado dos veces|Doble cargo de {small}|Dos cobros el mismo día]
@ billing high double-charge
> Buenas tardes: el {day} me cobraron {small} dos veces con la misma tarjeta. [Solo tengo una cuenta.|Adjunto el extracto.|Quiero que me devuelvan uno de los dos.]
+ extracto.png
< Hola, {first}: uno de los cargos es de una segunda cuenta, {oldEmail}, abierta con la misma tarjeta. ¿La reconoces?
> Ah, sí, la abrí [para un taller|cuando perdí la contraseña|hace dos años] y me olvidé.
< Sin problema. Hemos cancelado esa suscripción y devuelto {small}; lo verás en tu banco en cinco días hábiles.
> [Muchísimas gracias.|Qué rapidez, gracias.|Gracias, {agent}.]
= Segunda cuenta cancelada y cargo devuelto.

# [¿Cuánto tarda la verificación?|Mi verificación sigue «en revisión»|Llevo {n} días en revisión]
@ kyc medium waiting
> Envié mi documento el {day} y sigue en revisión. [Sin eso no puedo cobrar {amount}.|¿Falta algo?|No he recibido ningún correo.]
< Hola, {first}: falta el reverso del documento, la foto salió dos veces del mismo lado. Puedes subirla desde el móvil en Cuenta, Identidad.
> [Subido.|Vaya despiste, ya está.|Listo, perdón.]
* Verificación aprobada, válida 12 meses.
= Reverso del documento recibido, verificación aprobada.

# [Reparto mal calculado en «{track}»|Mi parte de «{track}» no es correcta|Falta un autor en el reparto]
@ rights high split
> En «{track}» figuro con el {percent} % y acordamos la mitad. [Tengo el acuerdo firmado.|{feat} está de acuerdo conmigo.|Ya es el segundo mes.]
+ acuerdo.pdf
< Hola, {first}: el reparto activo es la versión 2. Para cambiarlo hay que crear una versión nueva que sume 100 y que todos confirmen. Te la he dejado preparada.
> [Confirmada por los dos.|{feat} ya confirmó.|Hecho.]
= Nueva versión del reparto confirmada por ambos.
`
